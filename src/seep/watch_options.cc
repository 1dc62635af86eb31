#include "seep/watch_options.h"

#include <fmt/format.h>

#include <tuple>
#include <utility>

#include "seep/extra_words.h"
#include "seep/parsed_option.h"

namespace seep {
namespace {

// A number alone is meant as a pid, and {port} is for who sends traffic.
void CheckCommand(const std::vector<std::string>& command) {
  const std::string& first = command.front();
  if (command.size() == 1 && first.find_first_not_of("0123456789") == std::string::npos) {
    throw CLI::ValidationError(first,
                               fmt::format("not expected here; did you mean --pid {}?", first));
  }
  for (const std::string& word : command) {
    if (word.find("{port}") == std::string::npos) continue;
    throw CLI::ValidationError(
        word, "watch sends no traffic and replaces no {port}: write the number of a port");
  }
}

}  // namespace

void WatchOptionsParser::Add(CLI::App& app) {
  app_ =
      app.add_subcommand("watch",
                         "Judge the growth of a process by time: of one that runs already, or of\n"
                         "a command that it starts; or the growth in a table.");
  app_->prefix_command();
  app_->footer(
      "A COMMAND is watched until it ends, and ended with the watch. Example:\n"
      "seep watch -t 10m -- node server.js");
  pid_ = AddParsed(app_, "--pid", "PID", watch_.plan.pid, CountBetween(1, 1 << 22),
                   "a process; its descendants are included");
  csv_ = app_->add_option("--csv", watch_.csv,
                          "a table of requests (or times) and bytes; - for standard\n"
                          "input. With a header line, its names choose columns");
  csv_->option_text("FILE");
  for (const auto& [flag, column, help] :
       {std::tuple("--x", &watch_.columns.x, "its column of requests or times: name or number"),
        {"--y", &watch_.columns.y, "its column of memory"}}) {
    app_->add_option(flag, *column, help)->option_text("COLUMN")->needs(csv_);
  }
  time_ = AddParsed(app_, "-t,--time", "TIME", watch_.plan.time_max, ParsePositiveDuration,
                    "watch for how long (--pid: 1m)");
  time_->excludes(csv_);
  AddParsed(app_, "--interval", "TIME", watch_.plan.interval, ParsePositiveDuration,
            "between readings (500ms)")
      ->excludes(csv_);
  AddParsed(app_, "--tolerance", "BYTES", watch_.plan.tolerance, ParseTolerance,
            "no leak: bytes a second (1024); a request (8)");
  app_->add_option("--openmetrics", watch_.openmetrics,
                   "what is known so far, for node_exporter: FILE.prom")
      ->option_text("FILE")
      ->excludes(csv_);
  AddReportFiles(app_, watch_.outputs.reports, kReportFiles);
  AddOutput(app_, watch_.outputs.json, watch_.quiet);
  AddDetail(app_, watch_.detail);
}

WatchOptions WatchOptionsParser::Finish(std::vector<std::string> command) {
  const bool starts = !command.empty() || app_->remaining_size() > 0;
  if (starts) {
    watch_.plan.command = CommandToStart(*app_, std::move(command));
    CheckCommand(watch_.plan.command);
    if (time_->count() == 0) watch_.plan.time_max = milliseconds(0);
  }
  const size_t named = (pid_->count() > 0) + (csv_->count() > 0) + (starts ? 1 : 0);
  if (named != 1) {
    throw CLI::ValidationError(
        "watch", named == 0 ? "name what to judge: --pid PID, --csv FILE, or -- COMMAND"
                            : "--pid, --csv and a command to start: choose one");
  }
  return watch_;
}

}  // namespace seep
