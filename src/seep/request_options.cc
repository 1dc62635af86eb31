#include "seep/request_options.h"

#include <fmt/format.h>

#include <vector>

#include "base/input_file.h"
#include "load/shapes.h"
#include "seep/basic_auth.h"
#include "seep/parsed_option.h"
#include "seep/request_file.h"
#include "seep/words.h"

namespace seep {
namespace {

constexpr uint64_t kRequestsMax = 1'000'000'000'000;
constexpr uint32_t kStreamsMax = 1'000;
constexpr uint64_t kVisitorsMax = 100'000;  // whose cookies have room (load/cookie_jar.h)

// "5%" or "5" is 0.05.
Result<double> ParseShare(const std::string& text) {
  std::string_view digits = text;
  if (digits.ends_with('%')) digits.remove_suffix(1);
  double percent = 0;
  const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), percent);
  if (ec != std::errc() || end != digits.data() + digits.size() || !(percent > 0 && percent <= 100))
    return Fail(ErrorKind::kBadInput, Fault::kUser,
                fmt::format("\"{}\" is not a percentage above 0, such as 5%", text));
  return percent / 100;
}

// Elsewhere -p is often the port.
Result<std::string> ReadBody(const std::string& path) {
  Result<std::string> body = ReadInputFile(path);
  if (!body && path.find_first_not_of("0123456789") == std::string::npos)
    body.error().message += fmt::format(
        "; -p is the request body, as in ab; a port is --port {}, or part of the URL", path);
  return body;
}

}  // namespace

void RequestOptions::AddCount(CLI::App* app, uint64_t& requests_max, const std::string& help) {
  const auto parse = CountBetween(uint64_t{1}, kRequestsMax);
  AddParsed(app, "-n", "N", requests_max, parse, help);
  app->add_option_function<std::string>(
         "--requests",
         [&requests_max, parse, this](const std::string& text) {
           // Other tools have `-n,--requests N`.
           if (text.find_first_not_of("0123456789") != std::string::npos)
             file_ = text;
           else
             requests_max = OrThrow(parse(text), "--requests");
         },
         "send a file of URLs, JSON lines, or a HAR")
      ->option_text("FILE");
}

void RequestOptions::Add(CLI::App* app, TrafficSpec& traffic) {
  app->add_option_function<std::string>(
         "-m,--method", [&, this](const std::string& method) { SetMethod(traffic, method); },
         "request method (GET; POST with -p)")
      ->option_text("METHOD");
  app->add_option_function<std::vector<std::string>>(
         "-H,--header",
         [&](const std::vector<std::string>& headers) {
           for (const std::string& header : headers) {
             traffic.request.headers.push_back(OrThrow(SplitHeader(header), "--header"));
           }
         },
         "'Name: value', added or replaced; repeatable")
      ->option_text("HEADER")
      ->allow_extra_args(false);
  AddParsed(app, "-p,--body", "FILE", traffic.request.body, ReadBody, "the request body");
  app->add_option("-T,--content-type", content_type_, "of the body")
      ->option_text("TYPE")
      ->group(kMoreOptions);
  AddParsed(app, "-s,--timeout", "TIME", traffic.timeout, ParsePositiveDuration,
            fmt::format("for one request ({}s)", traffic.timeout.count() / 1000));
  app->add_option_function<std::vector<std::string>>(
         "--expect-status",
         [&](const std::vector<std::string>& lists) {
           for (const std::string& list : lists) {
             if (auto ok = traffic.expected.Add(list); !ok)
               throw CLI::ValidationError("--expect-status", ok.error().message);
           }
         },
         "expected answers (2xx, 101, 304), such as 2xx,404")
      ->option_text("LIST")
      ->allow_extra_args(false)
      ->group(kMoreOptions);
  AddParsed(app, "--visitors", "N", traffic.visitors, CountBetween(uint64_t{1}, kVisitorsMax),
            "visitors that take turns, each with its cookies (all new)")
      ->group(kMoreOptions);
  app->add_flag("--http10", http10_, "HTTP/1.0; keep-alive only with -k")->group(kMoreOptions);
  app->add_flag("--http2", traffic.http2, "HTTP/2: by ALPN with TLS, else taken for granted");
  streams_option_ = AddParsed(app, "--streams", "N", traffic.streams, CountBetween(1u, kStreamsMax),
                              "HTTP/2 requests at once on a connection (1)");
  streams_option_->group(kMoreOptions);
}

void RequestOptions::SetMethod(TrafficSpec& traffic, const std::string& method) {
  traffic.request.method = method;
  method_given_ = true;
}

void RequestOptions::AddCredentials(CLI::App* app, TrafficSpec& traffic, const char* group) {
  const auto add_credentials = [&](const std::string& flags, const std::string& field) {
    return app->add_option_function<std::string>(
        flags,
        [&traffic, flags, field](const std::string& text) {
          traffic.request.headers.emplace_back(field, OrThrow(BasicCredentials(text), flags));
        },
        "for basic authentication");
  };
  add_credentials("-A,-a,--auth", "Authorization")->option_text("USER:PASSWORD")->group(group);
  add_credentials("-P", "Proxy-Authorization")
      ->option_text("USER:PASSWORD")
      ->description("for basic authentication towards a proxy")
      ->group(kMoreOptions);
  app->add_option_function<std::vector<std::string>>(
         "-C,--cookie",
         [&](const std::vector<std::string>& cookies) {
           // One field for all of them (RFC 6265 §5.4).
           traffic.request.headers.emplace_back("Cookie",
                                                fmt::format("{}", fmt::join(cookies, "; ")));
         },
         "'name=value', repeatable")
      ->option_text("COOKIE")
      ->allow_extra_args(false)
      ->group(group);
}

void RequestOptions::AddFamiliar(CLI::App* app, TrafficSpec& traffic) {
  app->add_flag_function(
         "-i,--head", [&, this](int64_t) { SetMethod(traffic, "HEAD"); }, "HEAD instead of GET")
      ->option_text(" ")  // and not what it excludes
      ->group(kMoreOptions)
      ->excludes("--method");
  app->add_option_function<std::string>(
         "-u",
         [&, this](const std::string& file) {
           traffic.request.body = OrThrow(ReadInputFile(file), "-u");
           SetMethod(traffic, "PUT");
         },
         "the request body, sent by PUT")
      ->option_text("FILE")
      ->group(kMoreOptions)
      ->excludes("--method")
      ->excludes("--body");
  AddParsed(app, "-D", "FILE", traffic.request.body, ReadInputFile, "-p, as hey calls it")
      ->group(kMoreOptions)
      ->excludes("--body");
  // What they print, and what they put up with, which is so here anyway.
  app->add_flag("-l,-r,-S,--latency")->group("");
  app->add_option_function<std::string>("-v", [](const std::string&) {})->group("");
}

void RequestOptions::AddShapes(CLI::App* app, bool mixed) {
  app->add_option_function<std::vector<std::string>>(
         "--shape",
         [this](const std::vector<std::string>& texts) {
           for (const std::string& text : texts)
             shapes_.push_back(OrThrow(ParseShape(text), "--shape"));
         },
         mixed ? "a traffic shape, see `seep shapes`; repeatable" : "a traffic shape")
      ->option_text("NAME[:ARG]")
      ->allow_extra_args(false);
  if (mixed) {
    AddParsed(app, "--mix", "PERCENT", mix_, ParseShare,
              "share of the traffic in shapes, the rest keep-alive")
        ->group(kMoreOptions);
  }
}

std::vector<Leg> RequestOptions::ShapedLegs() const {
  std::vector<Leg> legs;
  if (mix_ < 1) legs.push_back({KeepAliveShape(), 1 - mix_});
  for (const Shape& shape : shapes_)
    legs.push_back({shape, mix_ / static_cast<double>(shapes_.size())});
  return legs;
}

void RequestOptions::Finish(TrafficSpec& traffic) const {
  if (http10_) traffic.request.version = HttpVersion::k10;
  if (http10_ && traffic.http2) throw CLI::ValidationError("--http2", "not together with --http10");
  if (streams_option_->count() > 0 && !traffic.http2)
    throw CLI::ValidationError("--streams", "needs --http2");
  if (!content_type_.empty()) traffic.request.headers.emplace_back("Content-Type", content_type_);
  if (!traffic.request.body.empty() && !method_given_) traffic.request.method = "POST";
  if (file_.empty()) return;
  const std::string text = OrThrow(ReadInput(file_), "--requests");
  traffic.replay = OrThrow(ParseRequests(text, InputName(file_), traffic.request), "--requests");
}

}  // namespace seep
