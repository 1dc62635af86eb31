// Our parsers beside Boost.Beast's, on the same bytes: heads of a browser, of ab and of nginx, and
// a chunked body. Both sides reuse their parser's memory where they can and take the whole head at
// once, as it arrives from a socket. Rates are of head or body bytes.

#include <benchmark/benchmark.h>

#include <array>
#include <memory_resource>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

#include "base/check.h"
#include "http/body.h"
#include "http/parser.h"

namespace {

namespace beast_http = boost::beast::http;
namespace asio = boost::asio;

constexpr std::string_view kBrowserRequest =
    "GET /articles/2024/05/an-article-of-some-length?ref=home&page=2 HTTP/1.1\r\n"
    "Host: www.example.org\r\n"
    "Connection: keep-alive\r\n"
    "Cache-Control: max-age=0\r\n"
    "Upgrade-Insecure-Requests: 1\r\n"
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/120.0.0.0 Safari/537.36\r\n"
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;"
    "q=0.8\r\n"
    "Sec-Fetch-Site: same-origin\r\n"
    "Sec-Fetch-Mode: navigate\r\n"
    "Sec-Fetch-Dest: document\r\n"
    "Referer: https://www.example.org/articles/2024/\r\n"
    "Accept-Encoding: gzip, deflate, br\r\n"
    "Accept-Language: en-GB,en;q=0.9,de;q=0.8\r\n"
    "Cookie: session=0f1e2d3c4b5a69788796a5b4c3d2e1f0; theme=dark; consent=1\r\n"
    "\r\n";
constexpr std::string_view kSmallRequest =
    "GET / HTTP/1.0\r\n"
    "Connection: Keep-Alive\r\n"
    "Host: 127.0.0.1:8080\r\n"
    "User-Agent: ApacheBench/2.3\r\n"
    "Accept: */*\r\n"
    "\r\n";
constexpr std::string_view kNginxResponse =
    "HTTP/1.1 200 OK\r\n"
    "Server: nginx/1.22.1\r\n"
    "Date: Mon, 01 Jan 2024 00:00:00 GMT\r\n"
    "Content-Type: text/html\r\n"
    "Content-Length: 615\r\n"
    "Last-Modified: Tue, 04 Dec 2018 14:44:49 GMT\r\n"
    "Connection: keep-alive\r\n"
    "ETag: \"5c0692e1-267\"\r\n"
    "Accept-Ranges: bytes\r\n"
    "\r\n";
constexpr size_t kPayloadBytes = 64'000;

std::string ChunkedResponse() {
  std::string bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (size_t left = kPayloadBytes; left > 0; left -= 1000)
    bytes.append("3e8\r\n").append(1000, 'x').append("\r\n");
  return bytes.append("0\r\n\r\n");
}

// Beast's parser alone, storing views as ours does: what is left without its container of fields.
// It takes no copy because every head here arrives whole.
template <bool kIsRequest>
class BeastViewParser : public beast_http::basic_parser<kIsRequest> {
 public:
  size_t field_count() const { return field_count_; }

 private:
  using Error = boost::system::error_code;
  using View = boost::core::string_view;

  void on_request_impl(beast_http::verb, View method, View target, int, Error&) override {
    start_ = {method, target};
  }
  void on_response_impl(int, View reason, int, Error&) override { start_ = {reason, View()}; }
  void on_field_impl(beast_http::field, View name, View value, Error&) override {
    if (field_count_ < fields_.size()) fields_[field_count_++] = {name, value};
  }
  void on_header_impl(Error&) override {}
  void on_body_init_impl(const boost::optional<uint64_t>&, Error&) override {}
  size_t on_body_impl(View body, Error&) override { return body.size(); }
  void on_chunk_header_impl(uint64_t, View, Error&) override {}
  size_t on_chunk_body_impl(uint64_t, View body, Error&) override { return body.size(); }
  void on_finish_impl(Error&) override {}

  std::pair<View, View> start_;
  size_t field_count_ = 0;
  std::array<std::pair<View, View>, seep::kFieldsCapacity> fields_;
};

void CountBytes(benchmark::State& state, size_t bytes) {
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations()) * static_cast<int64_t>(bytes));
}

template <class Parser>
void OursHead(benchmark::State& state, std::string_view bytes) {
  Parser parser;
  for (auto unused : state) {
    parser.Reset();
    CHECK(parser.Parse(bytes) == seep::ParseStatus::kDone);
    benchmark::DoNotOptimize(parser.head().field_count);
  }
  CountBytes(state, bytes.size());
}

template <class Parser>
void PutWholeHead(Parser& parser, std::string_view bytes) {
  parser.skip(true);  // no body follows
  boost::system::error_code error;
  parser.put(asio::buffer(bytes), error);
  CHECK(!error && parser.is_header_done());
}

// The parser as its documentation shows it.
template <bool kIsRequest>
void BeastHead(benchmark::State& state, std::string_view bytes) {
  for (auto unused : state) {
    beast_http::parser<kIsRequest, beast_http::empty_body> parser;
    PutWholeHead(parser, bytes);
    benchmark::DoNotOptimize(parser.get());
  }
  CountBytes(state, bytes.size());
}

// The same with its fields in memory that is taken once and rewound for every head.
template <bool kIsRequest>
void BeastHeadInArena(benchmark::State& state, std::string_view bytes) {
  using Allocator = std::pmr::polymorphic_allocator<char>;
  std::array<std::byte, 16 * 1024> memory;
  for (auto unused : state) {
    std::pmr::monotonic_buffer_resource arena(memory.data(), memory.size());
    beast_http::parser<kIsRequest, beast_http::empty_body, Allocator> parser(
        std::piecewise_construct, std::make_tuple(), std::make_tuple(Allocator(&arena)));
    PutWholeHead(parser, bytes);
    benchmark::DoNotOptimize(parser.get());
  }
  CountBytes(state, bytes.size());
}

template <bool kIsRequest>
void BeastHeadAsViews(benchmark::State& state, std::string_view bytes) {
  for (auto unused : state) {
    BeastViewParser<kIsRequest> parser;
    PutWholeHead(parser, bytes);
    benchmark::DoNotOptimize(parser.field_count());
  }
  CountBytes(state, bytes.size());
}

void OursChunkedResponse(benchmark::State& state) {
  const std::string bytes = ChunkedResponse();
  seep::ResponseParser parser;
  seep::BodyDecoder decoder;
  for (auto unused : state) {
    parser.Reset();
    CHECK(parser.Parse(bytes) == seep::ParseStatus::kDone);
    decoder.Start(parser.head());
    std::string_view rest = std::string_view(bytes).substr(parser.head_bytes());
    while (!decoder.done()) {
      const seep::BodyStep step = decoder.Next(rest);
      benchmark::DoNotOptimize(step.data.data());
      rest.remove_prefix(step.consumed);
    }
    CHECK(decoder.payload_bytes() == kPayloadBytes);
  }
  CountBytes(state, bytes.size());
}

void BeastChunkedResponse(benchmark::State& state) {
  const std::string bytes = ChunkedResponse();
  for (auto unused : state) {
    uint64_t payload = 0;
    auto take = [&payload](uint64_t, boost::core::string_view body, boost::system::error_code&) {
      benchmark::DoNotOptimize(body.data());
      payload += body.size();
      return body.size();
    };
    beast_http::response_parser<beast_http::empty_body> parser;
    parser.on_chunk_body(take);
    std::string_view rest = bytes;
    boost::system::error_code error;
    while (!parser.is_done()) {
      rest.remove_prefix(parser.put(asio::buffer(rest), error));
      CHECK(!error);
    }
    CHECK(payload == kPayloadBytes);
  }
  CountBytes(state, bytes.size());
}

struct Head {
  const char* name;
  std::string_view bytes;
  void (*ours)(benchmark::State&, std::string_view);
  void (*beast)(benchmark::State&, std::string_view);
  void (*beast_in_arena)(benchmark::State&, std::string_view);
  void (*beast_as_views)(benchmark::State&, std::string_view);
};
constexpr Head kHeads[] = {
    {"request_browser", kBrowserRequest, OursHead<seep::RequestParser>, BeastHead<true>,
     BeastHeadInArena<true>, BeastHeadAsViews<true>},
    {"request_small", kSmallRequest, OursHead<seep::RequestParser>, BeastHead<true>,
     BeastHeadInArena<true>, BeastHeadAsViews<true>},
    {"response_nginx", kNginxResponse, OursHead<seep::ResponseParser>, BeastHead<false>,
     BeastHeadInArena<false>, BeastHeadAsViews<false>},
};

}  // namespace

int main(int argc, char** argv) {
  for (const Head& head : kHeads) {
    const std::string name = head.name;
    benchmark::RegisterBenchmark((name + "/ours").c_str(), head.ours, head.bytes);
    benchmark::RegisterBenchmark((name + "/beast").c_str(), head.beast, head.bytes);
    benchmark::RegisterBenchmark((name + "/beast_arena").c_str(), head.beast_in_arena, head.bytes);
    benchmark::RegisterBenchmark((name + "/beast_views").c_str(), head.beast_as_views, head.bytes);
  }
  benchmark::RegisterBenchmark("chunked_response/ours", OursChunkedResponse);
  benchmark::RegisterBenchmark("chunked_response/beast", BeastChunkedResponse);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
