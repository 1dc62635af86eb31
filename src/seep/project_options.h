#pragma once
// The options that have to do with seep.toml: --config, `seep test` and `seep init`.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "seep/options.h"
#include "seep/project/project_file.h"

namespace seep {

// The options of a server, by the words of a command line that runs it: "run" or "hunt", and
// options.
using ParseServerFn = std::function<Result<Options>(const Project&, const Server&,
                                                    const std::vector<std::string>& words)>;

// Part of ParseOptions. The object has to outlive the parsing.
class ProjectOptions {
 public:
  // Adds `test` and `init`.
  void Add(CLI::App& app);
  // --config of a command that takes names of servers, in a group of the help.
  void AddPath(CLI::App* app, const char* group);
  const std::string& path() const { return path_; }

  bool GivesTest(const CLI::App& app) const { return app.got_subcommand(test_app_); }
  bool GivesInit(const CLI::App& app) const { return app.got_subcommand(init_app_); }
  // Errors: as LoadProject, FindServer and `parse`.
  [[nodiscard]] Result<Options> FinishTest(const ParseServerFn& parse) const;
  // Throws CLI::ValidationError.
  InitOptions FinishInit(std::vector<std::string> command) const;

 private:
  CLI::Option* AddFile(CLI::App* app, const char* help);

  CLI::App* test_app_ = nullptr;
  CLI::App* init_app_ = nullptr;
  TestOptions test_;
  std::vector<std::string> names_;
  std::string path_;  // empty: seep.toml has to be looked for
  bool list_ = false;
};

// `rest`: what stands where `seep run` (`verb`) expects a command or a server's name. The project
// that has the server; nothing where it is a command, since there is no seep.toml or no server can
// be called that. Errors: as LoadProject and FindServer. Throws CLI::ValidationError where --config
// stands without a name.
[[nodiscard]] Result<std::optional<Project>> ProjectNamedBy(const std::vector<std::string>& rest,
                                                            const std::string& path,
                                                            const std::string& verb);

}  // namespace seep
