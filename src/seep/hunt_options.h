#pragma once
// The options of `seep hunt`.

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "seep/options.h"
#include "seep/request_options.h"
#include "seep/tls_options.h"

namespace seep {

// Part of ParseOptions. The object has to outlive the parsing.
class HuntOptionsParser {
 public:
  void Add(CLI::App& app);
  bool Given(const CLI::App& app) const { return app.got_subcommand(app_); }
  CLI::App* app() const { return app_; }
  // Throws CLI::ValidationError.
  HuntOptions Finish(std::vector<std::string> command);

 private:
  void AddCases();

  CLI::App* app_ = nullptr;
  HuntOptions hunt_;
  RequestOptions request_;
  TlsOptions tls_;
  std::string shapes_;
  std::string upstreams_;
};

// The table that `seep shapes` prints.
std::string ShapesText();

}  // namespace seep
