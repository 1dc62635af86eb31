#include "report/doctor_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/fit.h"

namespace seep {
namespace {

Outcome LikeOutcome(Usable usable) {
  return usable == Usable::kYes  ? Outcome::kClean
         : usable == Usable::kNo ? Outcome::kLeak
                                 : Outcome::kInconclusive;
}

// The column of `usable`, as wide as "partly", and the gap between columns.
constexpr size_t kUsableColumns = 6, kGap = 2;
constexpr size_t kTextColumnsMin = 20;  // in fewer a sentence cannot be read

}  // namespace

std::string DoctorText(const Examination& examination, const Style& style) {
  size_t name_columns = 0;
  for (const Finding& finding : examination.findings)
    name_columns = std::max(name_columns, finding.name.size());
  const size_t indent = kUsableColumns + kGap + name_columns + kGap;
  const size_t columns = std::max(style.columns, indent + kTextColumnsMin) - indent;
  std::string text;
  const auto add = [&](const std::string& found) {
    for (const std::string& line : Wrapped(found, columns))
      text += fmt::format("{:{}}{}\n", "", text.empty() || text.back() == '\n' ? indent : 0, line);
  };
  for (const Finding& finding : examination.findings) {
    const std::string usable = fmt::format("{:<{}}", Name(finding.usable), kUsableColumns);
    text += fmt::format("{}{:{}}{:<{}}{:{}}", style.Colored(LikeOutcome(finding.usable), usable),
                        "", kGap, finding.name, name_columns, "", kGap);
    add(finding.found);
    if (!finding.costs.empty()) add("costs: " + finding.costs);
    if (!finding.advice.empty()) add("do: " + finding.advice);
  }
  return text;
}

}  // namespace seep
