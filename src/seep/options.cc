#include "seep/options.h"

#include <fmt/format.h>

#include <algorithm>

#include <CLI/CLI.hpp>

#include "base/nearest_name.h"
#include "base/units.h"
#include "load/endpoint.h"
#include "load/shapes.h"
#include "seep/command_line.h"
#include "seep/completions.h"
#include "seep/extra_words.h"
#include "seep/hunt_options.h"
#include "seep/input_file.h"
#include "seep/parsed_option.h"
#include "seep/record_options.h"
#include "seep/request_options.h"
#include "seep/target_options.h"
#include "seep/tls_options.h"
#include "seep/words.h"

namespace seep {
namespace {

// CLI11's help, with the server's command in the usage of `seep run`, and the options that
// few need only if `all`.
class HelpFormatter : public CLI::Formatter {
 public:
  explicit HelpFormatter(bool all) : all_(all) { column_width(30); }
  std::string make_group(std::string group, bool is_positional,
                         std::vector<const CLI::Option*> options) const override {
    if (group == kMoreOptions && !all_) return "More options: --help-all, or man seep.\n";
    if (group == kReportFiles && !all_) return OneLine(group, options);
    return CLI::Formatter::make_group(std::move(group), is_positional, std::move(options));
  }
  std::string make_usage(const CLI::App* app, std::string name) const override {
    std::string usage = CLI::Formatter::make_usage(app, std::move(name));
    if (app->get_name() == "run" || app->get_name() == "hunt")
      usage.insert(usage.find_last_not_of('\n') + 1, " [--] COMMAND [ARG ...]");
    return usage;
  }

 private:
  // "Report files: --html --junit --sarif …"; --help-all has a line for each.
  static std::string OneLine(const std::string& group,
                             const std::vector<const CLI::Option*>& options) {
    std::vector<std::string> names;
    for (const CLI::Option* option : options) names.push_back(option->get_name());
    return fmt::format("{}: {}\n", group, fmt::join(names, " "));
  }

  bool all_;
};

Result<double> ParseRate(const std::string& text) {
  double rate = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), rate);
  if (ec != std::errc() || end != text.data() + text.size() || !(rate >= 0.001 && rate <= 1e7))
    return Fail(
        ErrorKind::kBadInput, Fault::kUser,
        fmt::format("\"{}\" is not a number of requests a second, such as 2000 or 0.5", text));
  return rate;
}

// Is the load command told how many requests it is to send?
bool Counts(const std::vector<std::string>& load_command) {
  return std::any_of(load_command.begin(), load_command.end(),
                     [](const std::string& word) { return word.find("{n}") != std::string::npos; });
}

class Parser {
 public:
  explicit Parser(bool help_all) {
    app_.set_version_flag("-V,--version", "seep " SEEP_VERSION);
    app_.require_subcommand(1);
    app_.footer(
        "`seep COMMAND --help` lists a command's options. Exit codes: 0 CLEAN, 1 LEAK, 2 usage,\n"
        "3 INCONCLUSIVE, 4 the run failed, 5 a fault in Seep itself.");
    app_.formatter(std::make_shared<HelpFormatter>(help_all));
    AddRun();
    hunt_.Add(app_);
    AddLoad();
    AddWatch();
    record_.Add(app_);
    upstream_app_ = app_.add_subcommand("upstream", "")->group("");  // a helper of `seep hunt`
    upstream_app_->add_option("name", upstream_.name)->required();
    upstream_app_->add_option("port", upstream_.port)->required();
    shapes_app_ = app_.add_subcommand("shapes", "List the traffic shapes.");
    completions_app_ =
        app_.add_subcommand("completions", "Print a script that completes words in a shell.");
    completions_app_->add_option("SHELL", shell_, "bash, zsh or fish")
        ->required()
        ->option_text(" ");
  }

  Options Parse(std::vector<std::string> words, std::vector<std::string> command) {
    if (words.empty()) throw CLI::ValidationError("seep", "name a command: " + Commands(" or "));
    if (words[0][0] != '-' && !KnowsCommand(words[0])) {
      const std::string hint = DidYouMean(words[0], CommandNames());
      throw CLI::ValidationError(
          words[0], fmt::format("no such command{} there are {}", hint.empty() ? ":" : hint,
                                Commands(" and ")));
    }
    std::reverse(words.begin(), words.end());  // CLI11 takes them last first
    try {
      app_.parse(words);
    } catch (const CLI::CallForHelp&) {
      return PrintText{app_.help()};
    } catch (const CLI::CallForVersion& version) {
      return PrintText{std::string(version.what()) + "\n"};
    } catch (const CLI::ExtrasError&) {
      RefuseExtra(app_);
    } catch (const CLI::RequiredError&) {
      if (HasExtra(app_))
        RefuseExtra(app_);  // a slip in the option may be why something is missing
      throw;
    }
    if (app_.got_subcommand(run_app_)) return FinishRun(std::move(command));
    if (hunt_.Given(app_)) return hunt_.Finish(std::move(command));
    if (!command.empty())
      throw CLI::ValidationError("--", "only `seep run` and `seep hunt` take a command");
    if (app_.got_subcommand(shapes_app_)) return PrintText{ShapesText()};
    if (app_.got_subcommand(completions_app_))
      return PrintText{OrThrow(CompletionScript(app_, shell_), "completions")};
    if (app_.got_subcommand(upstream_app_)) return upstream_;
    if (app_.got_subcommand(load_app_)) return FinishLoad();
    if (app_.got_subcommand(watch_app_)) return FinishWatch();
    return record_.Finish(app_);
  }

 private:
  std::vector<std::string> CommandNames() const {
    std::vector<std::string> names;
    for (const CLI::App* command : app_.get_subcommands({})) {
      if (!command->get_group().empty()) names.push_back(command->get_name());
    }
    return names;
  }

  // "run, load, … or watch".
  std::string Commands(const char* before_last) const {
    const std::vector<std::string> names = CommandNames();
    return fmt::format("{}{}{}", fmt::join(names.begin(), names.end() - 1, ", "), before_last,
                       names.back());
  }

  bool KnowsCommand(const std::string& name) const {
    const auto commands = app_.get_subcommands({});
    return std::any_of(commands.begin(), commands.end(),
                       [&](const CLI::App* app) { return app->get_name() == name; });
  }

  void AddRun() {
    run_app_ = app_.add_subcommand(
        "run", "Start a server, drive traffic at it, and judge whether it leaks.");
    run_app_->prefix_command();
    run_app_->footer(std::string(kPlaceholders) +
                     "Example: seep run -- python3 -m http.server {port}");
    Plan& plan = run_.plan;
    run_request_.AddCount(run_app_, plan.requests_max, "send at most this many");
    AddParsed(run_app_, "-t,--time", "TIME", plan.time_max, ParsePositiveDuration,
              "send for at most this long (9s; while undecided, 30s)");
    run_app_->add_flag("--full", plan.full, "use all of -n or -t, even when decided earlier");
    run_app_->add_flag("-k,--keep-alive", run_keep_alive_, "only keep-alive connections");
    run_app_->add_flag("--close", run_close_,
                       "only one request a connection; default: both, 3 to 1");
    run_app_->add_flag("--abort", run_abort_, "only clients that go away once they have sent")
        ->group(kMoreOptions);
    AddTargetOptions(run_app_, plan);
    run_request_.Add(run_app_, plan.traffic);
    run_request_.AddCredentials(run_app_, plan.traffic, kMoreOptions);
    run_request_.AddShapes(run_app_, true);
    run_tls_.Add(run_app_, plan.traffic.tls, true);
    AddParsed(run_app_, "--load", "COMMAND", plan.load_command, SplitCommand,
              "sends the traffic: {n} {c} {port} {url} {round}");
    run_app_
        ->add_option("--baseline", run_.baseline,
                     "a recorded run: only worse than that is a failure")
        ->option_text("FILE");
    AddProfiles(run_app_, run_.outputs, kReportFiles);
    AddReportFiles(run_app_, run_.outputs.reports, kReportFiles);
    AddOutput(run_app_, run_.outputs.json, run_.quiet);
    AddDetail(run_app_, run_.detail);
  }

  void AddLoad() {
    load_app_ = app_.add_subcommand(
        "load", "Send requests to a server that is already running; ab's flags.");
    load_app_->add_option("URL", url_, "http://host:port/path")->required()->option_text(" ");
    load_request_.AddCount(load_app_, load_.bounds.requests, "how many");
    AddParsed(load_app_, "-t,--time", "TIME", load_.bounds.duration, ParsePositiveDuration,
              "for how long (5s, unless -n is given)");
    AddParsed(load_app_, "-d,-z,--duration", "TIME", load_.bounds.duration, ParsePositiveDuration,
              "-t, as wrk and hey call it")
        ->group(kMoreOptions);
    AddParsed(load_app_, "-c,--connections", "N", load_.traffic.connections,
              CountBetween(1u, kConnectionsMax), "open at once (4)");
    load_app_->add_flag("-k,--keep-alive", load_keep_alive_,
                        "many requests a connection; default: one");
    load_request_.Add(load_app_, load_.traffic);
    load_request_.AddCredentials(load_app_, load_.traffic, kOptions);
    load_request_.AddFamiliar(load_app_, load_.traffic);
    load_request_.AddShapes(load_app_, false);
    AddParsed(
        load_app_, "--rate", "N", load_.traffic.rate, ParseRate,
        "begin this many requests a second, answered or not;\nlatency is from when each was due");
    load_app_
        ->add_option("--unix-socket", load_.traffic.endpoint.unix_socket,
                     "connect to it instead of the URL's host")
        ->option_text("PATH");
    load_tls_.Add(load_app_, load_.traffic.tls, false);
    AddParsed(load_app_, "--threads", "N", load_.threads, CountBetween(1u, 256u),
              "event loops (1)");
    load_app_
        ->add_option_function<std::vector<std::string>>(
            "--fail-if",
            [&](const std::vector<std::string>& texts) {
              for (const std::string& text : texts)
                load_.thresholds.push_back(OrThrow(ParseThreshold(text), "--fail-if"));
            },
            "exit code 1 when true, such as 'p99>50ms', 'errors>0',\n'rate<1000'; repeatable")
        ->option_text("TEST")
        ->type_size(1);
    load_app_->add_option("--json", load_.json, "write the result to it (- for standard output)")
        ->option_text("FILE");
    load_app_->add_option("-e", load_.csv, "write the percentiles to it, 0 to 100, as CSV")
        ->option_text("FILE")
        ->group(kMoreOptions);
    load_app_->add_flag("-q,--quiet", load_.quiet, "no progress line");
  }

  void AddWatch() {
    watch_app_ = app_.add_subcommand(
        "watch", "Judge the growth of a process that is already running, or of a table.");
    pid_option_ = AddParsed(watch_app_, "--pid", "PID", watch_.plan.pid, CountBetween(1, 1 << 22),
                            "a process; its descendants are included");
    csv_option_ =
        watch_app_->add_option("--csv", watch_.csv,
                               "a table of requests (or times) and bytes; - for standard\n"
                               "input. With a header line, its names choose columns");
    csv_option_->option_text("FILE");
    for (const auto& [flag, column, help] :
         {std::tuple("--x", &watch_.columns.x, "its column of requests or times: name or number"),
          {"--y", &watch_.columns.y, "its column of memory"}}) {
      watch_app_->add_option(flag, *column, help)->option_text("COLUMN")->needs(csv_option_);
    }
    AddParsed(watch_app_, "-t,--time", "TIME", watch_.plan.time_max, ParsePositiveDuration,
              "watch --pid for how long (1m)")
        ->excludes(csv_option_);
    AddParsed(watch_app_, "--interval", "TIME", watch_.plan.interval, ParsePositiveDuration,
              "between readings (500ms)")
        ->excludes(csv_option_);
    AddParsed(watch_app_, "--tolerance", "BYTES", watch_.plan.tolerance, ParseTolerance,
              "no leak: bytes a second (1024); a request (8)");
    AddOutput(watch_app_, watch_.outputs.json, watch_.quiet);
    AddDetail(watch_app_, watch_.detail);
  }

  WatchOptions FinishWatch() const {
    const bool both = pid_option_->count() > 0 && csv_option_->count() > 0;
    if (both || pid_option_->count() + csv_option_->count() == 0) {
      throw CLI::ValidationError("watch", both ? "--pid and --csv: choose one"
                                               : "name what to judge: --pid PID or --csv FILE");
    }
    return watch_;
  }

  RunOptions FinishRun(std::vector<std::string> command) {
    run_.plan.command = CommandToStart(*run_app_, std::move(command));
    if (run_keep_alive_ + run_close_ + run_abort_ > 1) {
      throw CLI::ValidationError(run_abort_ ? "--abort" : "--close",
                                 "not together with another of --keep-alive, --close, --abort");
    }
    if (NamesUpstream(run_.plan.command))
      run_.plan.helpers.insert(run_.plan.helpers.begin(), UpstreamHelper("ok"));
    if (run_app_->count("--time") > 0) run_.plan.time_more = {};  // who says how long means it
    run_request_.Finish(run_.plan.traffic);
    run_tls_.Finish(run_.plan.traffic);
    const std::vector<RequestSpec>& replay = run_.plan.traffic.replay;
    if (!replay.empty() && run_app_->count("--path") > 0)
      throw CLI::ValidationError("--path", "not together with --requests FILE, which has its own");
    run_.plan.different_requests = std::max<uint64_t>(replay.size(), 1);
    const bool http10_close =
        run_.plan.traffic.request.version == HttpVersion::k10 && !run_keep_alive_;
    for (const char* flag :
         {"--shape", "--keep-alive", "--close", "--abort", "--http2", "--expect-status"}) {
      if (!run_.plan.load_command.empty() && run_app_->count(flag) > 0)
        throw CLI::ValidationError("--load", std::string("not together with ") + flag);
    }
    if (!run_.plan.load_command.empty() && !Counts(run_.plan.load_command)) {
      throw CLI::ValidationError(
          "--load",
          "COMMAND has no {n}, the number of requests that it has to send each time; growth is "
          "judged by that number: as in --load 'redis-benchmark -p {port} -n {n}'");
    }
    run_.plan.legs = Legs(http10_close);
    return run_;
  }

  // By default three quarters keep the connection.
  std::vector<Leg> Legs(bool http10_close) {
    if (!run_.plan.load_command.empty()) return {{{.name = "load command"}, 1}};
    if (!run_request_.shapes().empty()) return run_request_.ShapedLegs();
    if (run_abort_) return {{AbortShape(), 1}};
    if (run_keep_alive_) return {{KeepAliveShape(), 1}};
    if (run_close_ || http10_close) return {{CloseShape(), 1}};
    // Both of them, so that what growth follows is not mistaken (docs/architecture.md).
    const auto half_compressed = Compression::kEverySecond;
    return {{AskingCompression(KeepAliveShape(), half_compressed), 0.75},
            {AskingCompression(CloseShape(), half_compressed), 0.25}};
  }

  LoadOptions FinishLoad() {
    if (load_app_->count("--time") > 0 && load_app_->count("--duration") > 0) {
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
    load_.traffic.shape = load_keep_alive_ ? KeepAliveShape() : CloseShape();
    if (!load_request_.shapes().empty()) load_.traffic.shape = load_request_.shapes().front();
    load_request_.Finish(load_.traffic);
    load_tls_.Finish(load_.traffic);
    if (load_.bounds.requests == 0 && load_.bounds.duration.count() == 0)
      load_.bounds.duration = milliseconds(5000);
    return load_;
  }

  CLI::App app_{"Tells whether a network server leaks memory under traffic.", "seep"};
  CLI::App* run_app_ = nullptr;
  CLI::App* load_app_ = nullptr;
  CLI::App* shapes_app_ = nullptr;
  CLI::App* completions_app_ = nullptr;
  CLI::App* upstream_app_ = nullptr;
  CLI::App* watch_app_ = nullptr;
  RunOptions run_;
  HuntOptionsParser hunt_;
  LoadOptions load_;
  WatchOptions watch_;
  RecordOptions record_;
  UpstreamOptions upstream_;
  CLI::Option* pid_option_ = nullptr;
  CLI::Option* csv_option_ = nullptr;
  RequestOptions run_request_;
  RequestOptions load_request_;
  TlsOptions run_tls_;
  TlsOptions load_tls_;
  std::string url_;
  std::string shell_;
  bool run_keep_alive_ = false;
  bool run_close_ = false;
  bool run_abort_ = false;
  bool load_keep_alive_ = false;
};

// For whoever wants to do it again.
void KeepCommandLine(std::vector<std::string> words, Options& options) {
  words.insert(words.begin(), "seep");
  words = WithoutSecrets(std::move(words));
  if (auto* run = std::get_if<RunOptions>(&options))
    run->plan.command_line = std::move(words);
  else if (auto* hunt = std::get_if<HuntOptions>(&options))
    hunt->hunt.plan.command_line = std::move(words);
}

}  // namespace

Result<Options> ParseOptions(int argc, const char* const* argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  const std::vector<std::string> given = words;
  const auto dashes = std::find(words.begin(), words.end(), "--");
  std::vector<std::string> command;
  if (dashes != words.end()) {
    command.assign(dashes + 1, words.end());
    words.erase(dashes, words.end());
  }
  const auto help_all = std::find(words.begin(), words.end(), "--help-all");
  const bool all = help_all != words.end();
  if (all) *help_all = "--help";
  try {
    Options options = Parser(all).Parse(std::move(words), std::move(command));
    KeepCommandLine(given, options);
    return options;
  } catch (const CLI::Error& error) {
    return Fail(ErrorKind::kBadInput, Fault::kUser, fmt::format("{} (see --help)", error.what()));
  }
}

}  // namespace seep
