#include "report/doctor_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace seep {
namespace {

Outcome LikeOutcome(Usable usable) {
  return usable == Usable::kYes  ? Outcome::kClean
         : usable == Usable::kNo ? Outcome::kLeak
                                 : Outcome::kInconclusive;
}

}  // namespace

std::string DoctorText(const Examination& examination, const Style& style) {
  size_t name_columns = 0;
  for (const Finding& finding : examination.findings)
    name_columns = std::max(name_columns, finding.name.size());
  std::string text;
  const auto add_line = [&](const Finding& finding, bool first, const std::string& line) {
    const std::string usable = fmt::format("{:<6}", Name(finding.usable));
    text += fmt::format("{}  {:<{}}  {}\n",
                        first ? style.Colored(LikeOutcome(finding.usable), usable) : "      ",
                        first ? finding.name : "", name_columns, line);
  };
  for (const Finding& finding : examination.findings) {
    add_line(finding, true, finding.found);
    if (!finding.costs.empty()) add_line(finding, false, "costs: " + finding.costs);
    if (!finding.advice.empty()) add_line(finding, false, "do: " + finding.advice);
  }
  return text;
}

}  // namespace seep
