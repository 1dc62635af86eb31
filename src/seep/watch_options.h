#pragma once
// The options of `seep watch`.

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "seep/options.h"

namespace seep {

// Part of ParseOptions. The object has to outlive the parsing.
class WatchOptionsParser {
 public:
  void Add(CLI::App& app);
  bool Given(const CLI::App& app) const { return app.got_subcommand(app_); }
  // Throws CLI::ValidationError.
  WatchOptions Finish(std::vector<std::string> command);

 private:
  CLI::App* app_ = nullptr;
  CLI::Option* pid_ = nullptr;
  CLI::Option* csv_ = nullptr;
  CLI::Option* time_ = nullptr;
  WatchOptions watch_;
};

}  // namespace seep
