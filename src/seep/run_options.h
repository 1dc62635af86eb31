#pragma once
// The options of `seep run`.

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "seep/options.h"
#include "seep/request_options.h"
#include "seep/tls_options.h"

namespace seep {

// Part of ParseOptions. The object has to outlive the parsing.
class RunOptionsParser {
 public:
  void Add(CLI::App& app);
  bool Given(const CLI::App& app) const { return app.got_subcommand(app_); }
  CLI::App* app() const { return app_; }
  // Throws CLI::ValidationError.
  RunOptions Finish(std::vector<std::string> command);

 private:
  void CheckLoadCommand() const;
  std::vector<Leg> Legs(bool http10_close);

  CLI::App* app_ = nullptr;
  RunOptions run_;
  RequestOptions request_;
  TlsOptions tls_;
  bool keep_alive_ = false;
  bool close_ = false;
  bool abort_ = false;
};

}  // namespace seep
