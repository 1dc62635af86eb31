#include "seep/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include <CLI/CLI.hpp>

#include "base/nearest_name.h"
#include "base/version.h"
#include "seep/command_line.h"
#include "seep/completions.h"
#include "seep/doctor_options.h"
#include "seep/extra_words.h"
#include "seep/help_formatter.h"
#include "seep/hunt_options.h"
#include "seep/load_options.h"
#include "seep/parsed_option.h"
#include "seep/project/project_file.h"
#include "seep/project/settings.h"
#include "seep/project_options.h"
#include "seep/record_options.h"
#include "seep/run_options.h"
#include "seep/watch_options.h"
#include "seep/words.h"

namespace seep {
namespace {

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
    run_.Add(app_);
    project_.AddPath(run_.app(), kMoreOptions);
    hunt_.Add(app_);
    project_.AddPath(hunt_.app(), kMoreOptions);
    project_.Add(app_);
    load_.Add(app_);
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
    return ApplySettings(project, server, *app, app == run_.app() ? *hunt_.app() : *run_.app());
  }

  // `command`: the words behind --. Throws CLI::Error.
  Result<Options> Finish(std::vector<std::string> command) {
    if (run_.Given(app_)) return run_.Finish(std::move(command));
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
    if (load_.Given(app_)) return load_.Finish();
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

  // The command that starts a server; nullptr: another was given.
  CLI::App* StartedBy() const {
    if (run_.Given(app_)) return run_.app();
    return hunt_.Given(app_) ? hunt_.app() : nullptr;
  }

  CLI::App app_{"Tells whether a network server leaks memory under traffic.", "seep"};
  CLI::App* shapes_app_ = nullptr;
  CLI::App* completions_app_ = nullptr;
  CLI::App* upstream_app_ = nullptr;
  RunOptionsParser run_;
  HuntOptionsParser hunt_;
  ProjectOptions project_;
  LoadOptionsParser load_;
  WatchOptionsParser watch_;
  RecordOptions record_;
  DoctorOptionsParser doctor_;
  UpstreamOptions upstream_;
  std::string shell_;
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
