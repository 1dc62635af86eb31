#pragma once
// The options of `seep doctor`.

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "seep/options.h"

namespace seep {

// Part of ParseOptions. The object has to outlive the parsing.
class DoctorOptionsParser {
 public:
  void Add(CLI::App& app);
  bool Given(const CLI::App& app) const { return app.got_subcommand(app_); }
  // Throws CLI::ValidationError.
  DoctorOptions Finish(std::vector<std::string> command);

 private:
  CLI::App* app_ = nullptr;
  DoctorOptions doctor_;
};

}  // namespace seep
