#include "report/summary_text.h"

#include "report/rows.h"

namespace seep {

std::string SummaryText(const Summary& summary) {
  std::string text = summary.verdict + "  " + summary.headline + "\n";
  for (const Fact& fact : summary.facts) text += Row(fact.label, fact.text);
  if (!summary.next.empty()) text += Row("next", summary.next);
  if (!summary.command.empty()) text += Row("", summary.command);
  return text;
}

}  // namespace seep
