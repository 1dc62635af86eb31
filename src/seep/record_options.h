#pragma once
// The options of the commands that judge what was recorded.

#include <CLI/CLI.hpp>

#include "seep/options.h"

namespace seep {

// Part of ParseOptions. The object has to outlive the parsing.
class RecordOptions {
 public:
  // Adds `report`, `analyze` and `compare`.
  void Add(CLI::App& app);
  // Of the one that was given. Throws CLI::ValidationError.
  Options Finish(const CLI::App& app) const;

 private:
  void AddReport(CLI::App& app);
  void AddAnalyze(CLI::App& app);
  void AddCompare(CLI::App& app);

  CLI::App* report_app_ = nullptr;
  CLI::App* analyze_app_ = nullptr;
  CLI::App* compare_app_ = nullptr;
  ReportOptions report_;
  AnalyzeOptions analyze_;
  CompareOptions compare_;
};

}  // namespace seep
