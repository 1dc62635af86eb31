#include "seep/project_options.h"

#include <fmt/format.h>

#include "base/shell_line.h"
#include "seep/extra_words.h"
#include "seep/parsed_option.h"

namespace seep {
namespace {

// All of them where none is named.
Result<std::vector<const Server*>> Chosen(const Project& project,
                                          const std::vector<std::string>& names) {
  std::vector<const Server*> chosen;
  for (const std::string& name : names) {
    const Result<const Server*> server = FindServer(project, name);
    if (!server) return tl::unexpected(server.error());
    chosen.push_back(*server);
  }
  if (!names.empty()) return chosen;
  for (const Server& server : project.servers) chosen.push_back(&server);
  return chosen;
}

TestCase CaseOf(const Server& server, Options options) {
  TestCase one{.name = server.name, .options = {}, .leak_expected = server.leak_expected};
  if (auto* hunt = std::get_if<HuntOptions>(&options))
    one.options = std::move(*hunt);
  else
    one.options = std::get<RunOptions>(std::move(options));
  return one;
}

bool HasBaseline(const TestCase& one) {
  const auto* run = std::get_if<RunOptions>(&one.options);
  return run != nullptr && !run->baseline.empty();
}

}  // namespace

CLI::Option* ProjectOptions::AddFile(CLI::App* app, const char* help) {
  return app->add_option("--config", path_, help)->option_text("FILE")->configurable(false);
}

void ProjectOptions::AddPath(CLI::App* app, const char* group) {
  AddFile(app, "in place of the nearest seep.toml, here or in a folder above")->group(group);
}

void ProjectOptions::Add(CLI::App& app) {
  test_app_ = app.add_subcommand("test", "Run the servers of seep.toml, and judge each.");
  test_app_->add_option("NAME", names_, "these servers only")->option_text("...");
  AddPath(test_app_, kOptions);
  test_app_->add_flag("--list", list_, "check the file, and only list the servers");
  test_app_->add_flag("--fail-fast", test_.fail_fast, "end at the first server that fails");
  test_app_->add_flag("--update-baselines", test_.update_baselines,
                      "write each server's baseline, and compare with none");
  AddReportFiles(test_app_, test_.reports, kOptions);
  test_app_->add_flag("-q,--quiet", test_.quiet, "no progress, and no report when all passed");
  AddDetail(test_app_, test_.detail);
  test_app_->footer(
      "Exit codes: 0 all passed, 1 one leaks, is worse than its baseline or does not leak as\n"
      "expected, else 4 a run failed, else 3 INCONCLUSIVE; 2 usage.");

  init_app_ = app.add_subcommand("init", "Write a seep.toml for a server.");
  init_app_->prefix_command();
  AddFile(init_app_, "the file to write (seep.toml)");
  init_app_->footer("Example: seep init -- node server.js");
}

Result<Options> ProjectOptions::FinishTest(const ParseServerFn& parse) const {
  const Result<Project> project = LoadProject(path_);
  if (!project) return tl::unexpected(project.error());
  const Result<std::vector<const Server*>> servers = Chosen(*project, names_);
  if (!servers) return tl::unexpected(servers.error());
  TestOptions test = test_;
  bool baselines = false;
  for (const Server* server : *servers) {
    std::vector<std::string> words = {server->hunted ? "hunt" : "run"};
    if (!path_.empty()) words.insert(words.end(), {"--config", path_});
    Result<Options> options = parse(*project, *server, words);
    if (!options) return tl::unexpected(options.error());
    test.cases.push_back(CaseOf(*server, std::move(*options)));
    baselines = baselines || HasBaseline(test.cases.back());
  }
  if (list_) return PrintText{ServerList(*servers)};
  if (test.update_baselines && !baselines) {
    return Fail(ErrorKind::kBadInput, Fault::kUser,
                fmt::format("--update-baselines: none of the servers has a baseline in {}: write "
                            "baseline = \"web.json\" below it",
                            project->file));
  }
  return test;
}

InitOptions ProjectOptions::FinishInit(std::vector<std::string> command) const {
  return {.file = path_.empty() ? kProjectFile : path_,
          .command = CommandToStart(*init_app_, std::move(command))};
}

Result<std::optional<Project>> ProjectNamedBy(const std::vector<std::string>& rest,
                                              const std::string& path, const std::string& verb) {
  if (rest.empty() && !path.empty()) {
    throw CLI::ValidationError(
        "--config", fmt::format("needs a server's name: seep {} --config {} NAME", verb, path));
  }
  // An option that there is not is refused elsewhere.
  if (rest.empty() || rest.front().starts_with('-')) return std::optional<Project>();
  const bool is_command = path.empty() && (!IsServerName(rest.front()) || !FindProjectFile());
  if (is_command) return std::optional<Project>();
  Result<Project> project = LoadProject(path);
  if (!project) return tl::unexpected(project.error());
  if (const auto server = FindServer(*project, rest.front()); !server) {
    Error error = server.error();
    error.message +=
        fmt::format(" (a command goes behind --: seep {} -- {})", verb, ShellLine(rest));
    return tl::unexpected(std::move(error));
  }
  return std::optional(std::move(*project));
}

}  // namespace seep
