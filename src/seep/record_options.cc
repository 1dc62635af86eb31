#include "seep/record_options.h"

#include "seep/parsed_option.h"

namespace seep {
namespace {

void AddRunFile(CLI::App* app, const char* name, std::string& path, const char* help) {
  app->add_option(name, path, help)->required()->option_text(" ");
}

}  // namespace

void RecordOptions::Add(CLI::App& app) {
  AddReport(app);
  AddAnalyze(app);
  AddCompare(app);
}

void RecordOptions::AddAnalyze(CLI::App& app) {
  analyze_app_ = app.add_subcommand("analyze", "Judge a recorded run again.");
  AddRunFile(analyze_app_, "RUN.json", analyze_.file, "as --json wrote it; - for standard input");
  AddParsed(analyze_app_, "--tolerance", "BYTES", analyze_.tolerance, ParseTolerance,
            "instead of the recorded run's");
  AddReportFiles(analyze_app_, analyze_.outputs.reports, kReportFiles);
  AddOutput(analyze_app_, analyze_.outputs.json, analyze_.quiet);
  AddDetail(analyze_app_, analyze_.detail);
}

void RecordOptions::AddReport(CLI::App& app) {
  report_app_ = app.add_subcommand("report", "Show a recorded run or hunt, or write it as a file.");
  AddRunFile(report_app_, "RUN.json", report_.file, "as --json wrote it; - for standard input");
  AddProfiles(report_app_, report_.outputs, kOptions);
  AddReportFiles(report_app_, report_.outputs.reports, kOptions);
  report_app_->add_flag("-q,--quiet", report_.quiet, "print nothing: only write the files");
  AddDetail(report_app_, report_.detail);
  report_app_->footer(
      "Exit code: 0, whatever the verdict (`seep analyze` judges); else as for run.");
}

void RecordOptions::AddCompare(CLI::App& app) {
  compare_app_ = app.add_subcommand(
      "compare", "Of two recorded runs: does the second grow by more than the first?");
  AddRunFile(compare_app_, "BASE.json", compare_.base, "the run of the build to compare with");
  AddRunFile(compare_app_, "NEW.json", compare_.changed, "the run of the changed build");
  AddParsed(compare_app_, "--tolerance", "BYTES", compare_.tolerance, ParseTolerance,
            "instead of the recorded runs'");
  compare_app_
      ->add_option("--json", compare_.json, "write the comparison to it (- for standard output)")
      ->option_text("FILE");
  compare_app_->add_option("--html", compare_.html, "a page for a browser, with both runs")
      ->option_text("FILE");
  compare_app_->add_flag("-q,--quiet", compare_.quiet, "print nothing when NOT WORSE");
  compare_app_->footer("Exit codes: 0 NOT WORSE, 1 WORSE, 3 INCONCLUSIVE; else as for run.");
}

Options RecordOptions::Finish(const CLI::App& app) const {
  if (app.got_subcommand(report_app_)) return report_;
  if (app.got_subcommand(analyze_app_)) return analyze_;
  if (compare_.base == "-" && compare_.changed == "-")
    throw CLI::ValidationError("compare", "only one of the runs can come from standard input");
  return compare_;
}

}  // namespace seep
