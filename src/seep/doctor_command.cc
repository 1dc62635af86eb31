#include <cstdio>

#include "doctor/doctor.h"
#include "report/doctor_json.h"
#include "report/doctor_text.h"
#include "seep/commands.h"
#include "seep/output_file.h"
#include "seep/terminal.h"

namespace seep {

ExitCode DoctorCommand(const DoctorOptions& options, const std::stop_token& stop) {
  Result<OutputFile> file = OutputFile::Open(options.json);
  if (!file) {
    PrintError(file.error());
    return ExitCodeFor(file.error());
  }
  const Examination examination = Examine(options.command, stop);
  if (const auto written = file->Write(options.json.empty() ? "" : DoctorJson(examination));
      !written) {
    PrintError(written.error());
    return ExitCodeFor(written.error());
  }
  const Style style = ReportStyle(false);
  if (!file->to_stdout()) std::fputs(DoctorText(examination, style).c_str(), stdout);
  return examination.can_measure ? ExitCode::kClean : ExitCode::kRunFailed;
}

}  // namespace seep
