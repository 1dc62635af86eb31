#include "seep/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include <CLI/CLI.hpp>

#include "base/nearest_name.h"
#include "base/units.h"
#include "base/version.h"
#include "load/endpoint.h"
#include "load/shapes.h"
#include "seep/command_line.h"
#include "seep/completions.h"
#include "seep/doctor_options.h"
#include "seep/extra_words.h"
#include "seep/help_formatter.h"
#include "seep/hunt_options.h"
#include "seep/input_file.h"
#include "seep/parsed_option.h"
#include "seep/project/project_file.h"
#include "seep/project/settings.h"
#include "seep/project_options.h"
#include "seep/record_options.h"
#include "seep/request_options.h"
#include "seep/target_options.h"
#include "seep/tls_options.h"
#include "seep/watch_options.h"
#include "seep/words.h"

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

// Is the load command told how many requests it is to send?
bool Counts(const std::vector<std::string>& load_command) {
  return std::any_of(load_command.begin(), load_command.end(),
                     [](const std::string& word) { return word.find("{n}") != std::string::npos; });
}

// A server as `seep test` runs it.
Result<Options> ParseByName(const Project& project, const Server& server,
                            const std::vector<std::string>& words);

class Parser {
 public:
  explicit Parser(bool help_all) {
    app_.set_version_flag("-V,--version", std::string("seep ") + Version());
    app_.require_subcommand(1);
    app_.footer(
        "`seep COMMAND --help` lists a command's options. Exit codes: 0 CLEAN, 1 LEAK, 2 usage,\n"
        "3 INCONCLUSIVE, 4 the run failed, 5 a fault in Seep itself.");
    app_.formatter(std::make_shared<HelpFormatter>(help_all));
    AddRun();
    hunt_.Add(app_);
    project_.AddPath(hunt_.app(), kMoreOptions);
    project_.Add(app_);
    AddLoad();
    watch_.Add(app_);
    record_.Add(app_);
    doctor_.Add(app_);
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

  // Reads the words up to --, `seep` left out. Something where no more than to print it is asked
  // for. Throws CLI::Error.
  std::optional<PrintText> Read(std::vector<std::string> words) {
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
    return std::nullopt;
  }

  // Is it `run` or `hunt`?
  bool TakesName() const { return StartedBy() != nullptr; }

  // Of those: what was read as the server's command, or begins with its name.
  std::vector<std::string> Rest() const { return StartedBy()->remaining(); }

  // Throws CLI::ValidationError.
  void ExpectNoRest() const {
    if (!Rest().empty()) RefuseExtra(app_);
  }

  // --config of the command that was given.
  const std::string& ProjectPath() const { return project_.path(); }

  // What the server sets and the words did not.
  Result<> Apply(const Project& project, const Server& server) {
    CLI::App* app = StartedBy();
    return ApplySettings(project, server, *app, app == run_app_ ? *hunt_.app() : *run_app_);
  }

  // `command`: the words behind --. Throws CLI::Error.
  Result<Options> Finish(std::vector<std::string> command) {
    if (app_.got_subcommand(run_app_)) return FinishRun(std::move(command));
    if (hunt_.Given(app_)) return hunt_.Finish(std::move(command));
    if (watch_.Given(app_)) return watch_.Finish(std::move(command));
    if (doctor_.Given(app_)) return doctor_.Finish(std::move(command));
    if (project_.GivesInit(app_)) return project_.FinishInit(std::move(command));
    if (!command.empty()) {
      throw CLI::ValidationError(
          "--", "only `seep run`, `hunt`, `init`, `watch` and `doctor` take a command");
    }
    if (project_.GivesTest(app_)) return project_.FinishTest(ParseByName);
    if (app_.got_subcommand(shapes_app_)) return PrintText{ShapesText()};
    if (app_.got_subcommand(completions_app_))
      return PrintText{OrThrow(CompletionScript(app_, shell_), "completions")};
    if (app_.got_subcommand(upstream_app_)) return upstream_;
    if (app_.got_subcommand(load_app_)) return FinishLoad();
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
    run_request_.AddCount(run_app_, plan.requests_max,
                          "send at most this many (after LEAK, a quarter more; see --no-sites)");
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
    run_.outputs.reports.step_summary = true;
    AddOutput(run_app_, run_.outputs.json, run_.quiet);
    AddDetail(run_app_, run_.detail);
    project_.AddPath(run_app_, kMoreOptions);
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
        ->allow_extra_args(false);
    load_app_->add_option("--json", load_.json, "write the result to it (- for standard output)")
        ->option_text("FILE");
    load_app_->add_option("-e", load_.csv, "write the percentiles to it, 0 to 100, as CSV")
        ->option_text("FILE")
        ->group(kMoreOptions);
    load_app_->add_flag("-q,--quiet", load_.quiet, "no progress line");
  }

  // The command that starts a server; nullptr: another was given.
  CLI::App* StartedBy() const {
    if (app_.got_subcommand(run_app_)) return run_app_;
    return hunt_.Given(app_) ? hunt_.app() : nullptr;
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
  RunOptions run_;
  HuntOptionsParser hunt_;
  ProjectOptions project_;
  LoadOptions load_;
  WatchOptionsParser watch_;
  RecordOptions record_;
  DoctorOptionsParser doctor_;
  UpstreamOptions upstream_;
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

// A path of the command line is relative to where it was typed.
void Surround(const Surroundings& surroundings, Options& options) {
  auto* run = std::get_if<RunOptions>(&options);
  auto* hunt = std::get_if<HuntOptions>(&options);
  (run != nullptr ? run->surroundings : hunt->surroundings) = surroundings;
  std::string& file = (run != nullptr ? run->plan : hunt->hunt.plan).traffic.tls.ca_file;
  std::error_code error;
  if (!file.empty()) file = std::filesystem::absolute(file, error).string();
}

// The options of a server of seep.toml: `words` begin with "run" or "hunt", and what they say wins.
Result<Options> ParseServer(const Project& project, const Server& server,
                            std::vector<std::string> words, bool help_all) {
  const char* verb = server.hunted ? "hunt" : "run";
  if (words.front() != verb) {
    return Fail(ErrorKind::kBadInput, Fault::kUser,
                fmt::format("{} is a server to {}, as {} has it: type `seep {} {}`", server.name,
                            verb, project.file, verb, server.name));
  }
  Parser parser(help_all);
  if (auto print = parser.Read(std::move(words))) return *print;
  parser.ExpectNoRest();
  if (auto applied = parser.Apply(project, server); !applied)
    return tl::unexpected(applied.error());
  try {
    Result<Options> options = parser.Finish(server.command);
    if (options) Surround(server.surroundings, *options);
    return options;
  } catch (const CLI::Error& error) {
    return BadToml(project.file, server.place,
                   fmt::format("[server.{}]: {}", server.name, error.what()));
  }
}

Result<Options> ParseByName(const Project& project, const Server& server,
                            const std::vector<std::string>& words) {
  Result<Options> options = ParseServer(project, server, words, false);
  if (!options) return options;
  std::vector<std::string> typed = words;
  typed.push_back(server.name);
  KeepCommandLine(std::move(typed), *options);
  return options;
}

// A command of its own, or a server of seep.toml by its name.
Result<Options> ParseWords(std::vector<std::string> words, std::vector<std::string> command,
                           bool help_all) {
  Parser parser(help_all);
  if (auto print = parser.Read(words)) return *print;
  if (!parser.TakesName()) return parser.Finish(std::move(command));
  const std::vector<std::string> rest = parser.Rest();
  const auto project = ProjectNamedBy(rest, parser.ProjectPath(), words.front());
  if (!project) return tl::unexpected(project.error());
  if (!*project) return parser.Finish(std::move(command));
  const std::string& name = rest.front();
  if (!command.empty()) {
    throw CLI::ValidationError(
        name, fmt::format("{} has its command: leave out what is behind --", (*project)->file));
  }
  words.erase(words.end() - static_cast<ptrdiff_t>(rest.size()));
  return ParseServer(**project, **FindServer(**project, name), std::move(words), help_all);
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
    Result<Options> options = ParseWords(std::move(words), std::move(command), all);
    if (options) KeepCommandLine(given, *options);
    return options;
  } catch (const CLI::Error& error) {
    return Fail(ErrorKind::kBadInput, Fault::kUser, fmt::format("{} (see --help)", error.what()));
  }
}

}  // namespace seep
