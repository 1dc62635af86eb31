#include "report/terminal.h"

#include "report/measured_text.h"
#include "report/readings_text.h"
#include "report/summary.h"
#include "report/summary_text.h"

namespace seep {

std::string DetailText(const RunResult& result, const Style& style, Detail detail) {
  if (result.failure || detail < Detail::kMeasured) return "";
  std::string text = "\n" + MeasuredText(result, style);
  if (detail == Detail::kReadings) text += "\n" + ReadingsText(result, style);
  return text;
}

std::string TerminalReport(const RunResult& result, const Style& style, Detail detail) {
  return SummaryText(Summarize(result), style) + DetailText(result, style, detail);
}

}  // namespace seep
