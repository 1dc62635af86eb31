#pragma once
// The options of `seep load`.

#include <string>

#include <CLI/CLI.hpp>

#include "seep/options.h"
#include "seep/request_options.h"
#include "seep/tls_options.h"

namespace seep {

// Part of ParseOptions. The object has to outlive the parsing.
class LoadOptionsParser {
 public:
  void Add(CLI::App& app);
  bool Given(const CLI::App& app) const { return app.got_subcommand(app_); }
  // Throws CLI::ValidationError.
  LoadOptions Finish();

 private:
  CLI::App* app_ = nullptr;
  LoadOptions load_;
  RequestOptions request_;
  TlsOptions tls_;
  std::string url_;
  bool keep_alive_ = false;
};

}  // namespace seep
