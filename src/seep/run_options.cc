#include "seep/run_options.h"

#include <algorithm>
#include <utility>

#include "base/units.h"
#include "load/shapes.h"
#include "seep/extra_words.h"
#include "seep/parsed_option.h"
#include "seep/target_options.h"
#include "seep/words.h"

namespace seep {
namespace {

// Is the load command told how many requests it is to send?
bool Counts(const std::vector<std::string>& load_command) {
  return std::any_of(load_command.begin(), load_command.end(),
                     [](const std::string& word) { return word.find("{n}") != std::string::npos; });
}

}  // namespace

void RunOptionsParser::Add(CLI::App& app) {
  app_ =
      app.add_subcommand("run", "Start a server, drive traffic at it, and judge whether it leaks.");
  app_->prefix_command();
  app_->footer(std::string(kPlaceholders) + "Example: seep run -- python3 -m http.server {port}");
  Plan& plan = run_.plan;
  request_.AddCount(app_, plan.requests_max,
                    "send at most this many (after LEAK, a quarter more; see --no-sites)");
  AddParsed(app_, "-t,--time", "TIME", plan.time_max, ParsePositiveDuration,
            "send for at most this long (9s; while undecided, 30s)");
  app_->add_flag("--full", plan.full, "use all of -n or -t, even when decided earlier");
  app_->add_flag("-k,--keep-alive", keep_alive_, "only keep-alive connections");
  app_->add_flag("--close", close_, "only one request a connection; default: both, 3 to 1");
  app_->add_flag("--abort", abort_, "only clients that go away once they have sent")
      ->group(kMoreOptions);
  AddTargetOptions(app_, plan);
  request_.Add(app_, plan.traffic);
  request_.AddCredentials(app_, plan.traffic, kMoreOptions);
  request_.AddShapes(app_, true);
  tls_.Add(app_, plan.traffic.tls, true);
  AddParsed(app_, "--load", "COMMAND", plan.load_command, SplitCommand,
            "sends the traffic: {n} {c} {port} {url} {round}");
  app_->add_option("--baseline", run_.baseline, "a recorded run: only worse than that is a failure")
      ->option_text("FILE");
  AddProfiles(app_, run_.outputs, kReportFiles);
  AddReportFiles(app_, run_.outputs.reports, kReportFiles);
  run_.outputs.reports.step_summary = true;
  AddOutput(app_, run_.outputs.json, run_.quiet);
  AddDetail(app_, run_.detail);
}

RunOptions RunOptionsParser::Finish(std::vector<std::string> command) {
  run_.plan.command = CommandToStart(*app_, std::move(command));
  if (keep_alive_ + close_ + abort_ > 1) {
    throw CLI::ValidationError(abort_ ? "--abort" : "--close",
                               "not together with another of --keep-alive, --close, --abort");
  }
  if (NamesUpstream(run_.plan.command))
    run_.plan.helpers.insert(run_.plan.helpers.begin(), UpstreamHelper("ok"));
  if (app_->count("--time") > 0) run_.plan.time_more = {};  // who says how long means it
  request_.Finish(run_.plan.traffic);
  tls_.Finish(run_.plan.traffic);
  const std::vector<RequestSpec>& replay = run_.plan.traffic.replay;
  if (!replay.empty() && app_->count("--path") > 0)
    throw CLI::ValidationError("--path", "not together with --requests FILE, which has its own");
  run_.plan.different_requests = std::max<uint64_t>(replay.size(), 1);
  const bool http10_close = run_.plan.traffic.request.version == HttpVersion::k10 && !keep_alive_;
  if (!run_.plan.load_command.empty()) CheckLoadCommand();
  run_.plan.legs = Legs(http10_close);
  return run_;
}

void RunOptionsParser::CheckLoadCommand() const {
  for (const char* flag :
       {"--shape", "--keep-alive", "--close", "--abort", "--http2", "--expect-status"}) {
    if (app_->count(flag) > 0)
      throw CLI::ValidationError("--load", std::string("not together with ") + flag);
  }
  if (!Counts(run_.plan.load_command)) {
    throw CLI::ValidationError(
        "--load",
        "COMMAND has no {n}, the number of requests that it has to send each time; growth is "
        "judged by that number: as in --load 'redis-benchmark -p {port} -n {n}'");
  }
}

// By default three quarters keep the connection.
std::vector<Leg> RunOptionsParser::Legs(bool http10_close) {
  if (!run_.plan.load_command.empty()) return {{{.name = "load command"}, 1}};
  if (!request_.shapes().empty()) return request_.ShapedLegs();
  if (abort_) return {{AbortShape(), 1}};
  if (keep_alive_) return {{KeepAliveShape(), 1}};
  if (close_ || http10_close) return {{CloseShape(), 1}};
  // Both of them, so that what growth follows is not mistaken (docs/architecture.md).
  const auto half_compressed = Compression::kEverySecond;
  return {{AskingCompression(KeepAliveShape(), half_compressed), 0.75},
          {AskingCompression(CloseShape(), half_compressed), 0.25}};
}

}  // namespace seep
