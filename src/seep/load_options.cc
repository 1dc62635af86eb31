#include "seep/load_options.h"

#include <fmt/format.h>

#include <charconv>
#include <vector>

#include "base/units.h"
#include "load/endpoint.h"
#include "load/shapes.h"
#include "seep/parsed_option.h"
#include "seep/target_options.h"
#include "seep/threshold.h"

namespace seep {
namespace {

Result<double> ParseRate(const std::string& text) {
  double rate = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), rate);
  if (ec != std::errc() || end != text.data() + text.size() || !(rate >= 0.001 && rate <= 1e7))
    return Fail(
        ErrorKind::kBadInput, Fault::kUser,
        fmt::format("\"{}\" is not a number of requests a second, such as 2000 or 0.5", text));
  return rate;
}

}  // namespace

void LoadOptionsParser::Add(CLI::App& app) {
  app_ =
      app.add_subcommand("load", "Send requests to a server that is already running; ab's flags.");
  app_->add_option("URL", url_, "http://host:port/path")->required()->option_text(" ");
  request_.AddCount(app_, load_.bounds.requests, "how many");
  AddParsed(app_, "-t,--time", "TIME", load_.bounds.duration, ParsePositiveDuration,
            "for how long (5s, unless -n is given)");
  AddParsed(app_, "-d,-z,--duration", "TIME", load_.bounds.duration, ParsePositiveDuration,
            "-t, as wrk and hey call it")
      ->group(kMoreOptions);
  AddParsed(app_, "-c,--connections", "N", load_.traffic.connections,
            CountBetween(1u, kConnectionsMax), "open at once (4)");
  app_->add_flag("-k,--keep-alive", keep_alive_, "many requests a connection; default: one");
  request_.Add(app_, load_.traffic);
  request_.AddCredentials(app_, load_.traffic, kOptions);
  request_.AddFamiliar(app_, load_.traffic);
  request_.AddShapes(app_, false);
  AddParsed(
      app_, "--rate", "N", load_.traffic.rate, ParseRate,
      "begin this many requests a second, answered or not;\nlatency is from when each was due");
  app_->add_option("--unix-socket", load_.traffic.endpoint.unix_socket,
                   "connect to it instead of the URL's host")
      ->option_text("PATH");
  tls_.Add(app_, load_.traffic.tls, false);
  AddParsed(app_, "--threads", "N", load_.threads, CountBetween(1u, 256u), "event loops (1)");
  app_->add_option_function<std::vector<std::string>>(
          "--fail-if",
          [&](const std::vector<std::string>& texts) {
            for (const std::string& text : texts)
              load_.thresholds.push_back(OrThrow(ParseThreshold(text), "--fail-if"));
          },
          "exit code 1 when true, such as 'p99>50ms', 'errors>0',\n'rate<1000'; repeatable")
      ->option_text("TEST")
      ->allow_extra_args(false);
  app_->add_option("--json", load_.json, "write the result to it (- for standard output)")
      ->option_text("FILE");
  app_->add_option("-e", load_.csv, "write the percentiles to it, 0 to 100, as CSV")
      ->option_text("FILE")
      ->group(kMoreOptions);
  app_->add_flag("-q,--quiet", load_.quiet, "no progress line");
}

LoadOptions LoadOptionsParser::Finish() {
  if (app_->count("--time") > 0 && app_->count("--duration") > 0) {
    throw CLI::ValidationError(
        "--duration",
        "not together with -t, which is also the time, as in ab (threads: --threads)");
  }
  const ParsedUrl url = OrThrow(ParseUrl(url_), "URL");
  const std::string unix_socket = load_.traffic.endpoint.unix_socket;
  load_.traffic.endpoint = url.endpoint;
  load_.traffic.endpoint.unix_socket = unix_socket;
  load_.traffic.tls.on = url.tls;
  load_.traffic.request.target = url.target;
  load_.traffic.shape = keep_alive_ ? KeepAliveShape() : CloseShape();
  if (!request_.shapes().empty()) load_.traffic.shape = request_.shapes().front();
  request_.Finish(load_.traffic);
  tls_.Finish(load_.traffic);
  if (load_.bounds.requests == 0 && load_.bounds.duration.count() == 0)
    load_.bounds.duration = milliseconds(5000);
  return load_;
}

}  // namespace seep
