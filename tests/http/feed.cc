#include "http/feed.h"

#include <cstring>
#include <functional>
#include <memory>
#include <numeric>

#include "http/body.h"

namespace seep::test {
namespace {

// A copy in memory of exactly its size.
class Buffer {
 public:
  explicit Buffer(std::string_view bytes)
      : data_(std::make_unique<char[]>(bytes.size())), size_(bytes.size()) {
    if (!bytes.empty()) std::memcpy(data_.get(), bytes.data(), bytes.size());
  }
  std::string_view bytes() const { return {data_.get(), size_}; }

 private:
  std::unique_ptr<char[]> data_;
  size_t size_;
};

bool Inside(std::string_view view, std::string_view buffer) {
  const std::less_equal<> before;
  return before(buffer.data(), view.data()) &&
         before(view.data() + view.size(), buffer.data() + buffer.size());
}

class Report {
 public:
  explicit Report(std::string_view buffer) : buffer_(buffer) {}
  void Say(std::string_view what) { text_ += what; }
  void Number(std::string_view name, uint64_t value) {
    text_.append(name).append("=").append(std::to_string(value)).append("\n");
  }
  void View(std::string_view name, std::string_view view) {
    if (!view.empty() && !Inside(view, buffer_)) text_ += "outside ";
    text_.append(name).append("=").append(view).append("\n");
  }
  void Fields(std::span<const Field> fields) {
    for (const Field& field : fields) {
      View("name", field.name);
      View("value", field.value);
    }
  }
  void Head(const MessageHead& head) {
    Number("minor", head.version_minor);
    Number("framing", static_cast<uint64_t>(head.framing));
    Number("length", head.content_length);
    Number("has_length", head.has_content_length);
    Number("keep_alive", head.keep_alive);
    Fields(head.Fields());
  }
  const std::string& text() const { return text_; }

 private:
  std::string_view buffer_;
  std::string text_;
};

void Describe(const RequestHead& head, Report& report) {
  report.View("method", head.method);
  report.View("target", head.target);
  report.View("host", head.host);
  report.Number("expect_continue", head.expect_continue);
  report.Head(head);
}

void Describe(const ResponseHead& head, Report& report) {
  report.Number("status", head.status);
  report.View("reason", head.reason);
  report.Head(head);
}

template <class Parser>
std::string FeedHead(Parser& parser, std::string_view bytes, const Sizes& sizes) {
  std::unique_ptr<Buffer> last;  // until the next call, as a caller's buffer would be
  for (const size_t size : sizes) {
    auto buffer = std::make_unique<Buffer>(bytes.substr(0, size));
    const ParseStatus status = parser.Parse(buffer->bytes());
    last = std::move(buffer);
    Report report(last->bytes());
    if (status == ParseStatus::kFailed) {
      report.Say(std::string("failed: ").append(Name(parser.error())));
      return report.text();
    }
    if (status == ParseStatus::kNeedMore) continue;
    if (parser.head_bytes() > size) report.Say("beyond the bytes, ");
    report.Number("done, bytes", parser.head_bytes());
    Describe(parser.head(), report);
    return report.text();
  }
  return "need more";
}

std::string_view StatusName(BodyStatus status) {
  switch (status) {
    case BodyStatus::kMore:
    case BodyStatus::kNeedMore:
      return "need more";
    case BodyStatus::kDone:
      return "done";
    case BodyStatus::kFailed:
      break;
  }
  return "failed";
}

}  // namespace

Sizes Whole(std::string_view bytes) { return {bytes.size()}; }

Sizes CutAt(std::string_view bytes, size_t offset) { return {offset, bytes.size()}; }

Sizes ByteByByte(std::string_view bytes) {
  Sizes sizes(bytes.size() + 1);
  std::iota(sizes.begin(), sizes.end(), size_t{0});
  return sizes;
}

std::string FeedRequest(std::string_view bytes, const Sizes& sizes, const Limits& limits) {
  RequestParser parser(limits);
  return FeedHead(parser, bytes, sizes);
}

std::string FeedResponse(std::string_view bytes, const Sizes& sizes, const Limits& limits,
                         std::string_view method) {
  ResponseParser parser(limits);
  parser.set_request_method(method);
  return FeedHead(parser, bytes, sizes);
}

std::string FeedBody(std::string_view bytes, const Sizes& sizes, Framing framing,
                     uint64_t content_length, const Limits& limits) {
  BodyDecoder decoder;
  decoder.Start(framing, content_length, limits);
  size_t consumed = 0;
  std::string payload;
  std::string trouble;
  std::string trailers;
  BodyStatus status = BodyStatus::kNeedMore;
  for (const size_t size : sizes) {
    if (size < consumed) continue;
    do {
      const Buffer buffer(bytes.substr(consumed, size - consumed));
      const BodyStep step = decoder.Next(buffer.bytes());
      status = step.status;
      if (step.consumed > buffer.bytes().size()) return "beyond the bytes";
      if (!step.data.empty() && !Inside(step.data, buffer.bytes().substr(0, step.consumed)))
        trouble += "data outside\n";
      if (status == BodyStatus::kMore && step.consumed == 0) return "stuck";
      payload += step.data;
      consumed += step.consumed;
      if (status == BodyStatus::kDone) {
        Report report(buffer.bytes());
        report.Fields(decoder.trailers());
        trailers = report.text();
      }
    } while (status == BodyStatus::kMore);
    if (status != BodyStatus::kNeedMore) break;
  }
  if (payload.size() != decoder.payload_bytes()) trouble += "payload miscounted\n";
  return std::string(StatusName(status))
      .append(" ")
      .append(Name(decoder.error()))
      .append(", consumed=" + std::to_string(consumed) + "\n")
      .append(trouble)
      .append("payload=" + payload + "\n")
      .append(trailers);
}

}  // namespace seep::test
