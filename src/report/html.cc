#include "report/html.h"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

#include "report/comparison_text.h"
#include "report/next_step.h"
#include "report/page_json.h"
#include "report/page_template.h"
#include "report/summary.h"
#include "report/xml_text.h"

namespace seep {
namespace {

// "<" is nowhere in JSON but in its strings. Left as it is, "</script>" would end the element that
// the JSON is in, and "<!--" would keep it from ending (HTML, section 13.2.5.18).
std::string InScript(const std::string& json) {
  std::string text;
  text.reserve(json.size());
  for (const char c : json) {
    if (c == '<')
      text += "\\u003c";
    else
      text += c;
  }
  return text;
}

// What is seen where no script runs.
std::string PlainRun(const NamedRun& named) {
  const Summary summary = Summarize(named);
  std::string text = fmt::format("<h2>{}: {}</h2>\n<p>{}.</p>\n<ul>\n", summary.verdict,
                                 XmlText(named.name), XmlText(summary.headline));
  for (const Fact& fact : summary.facts) {
    text += fmt::format("<li>{}{}{}</li>\n", fact.label, fact.label.empty() ? "" : ": ",
                        XmlText(fact.text));
  }
  text += "</ul>\n";
  const NextStep next = NextStepAfter(*named.run, ReadOn::kPage);
  if (next.text.empty()) return text;
  return text + fmt::format("<p>Next: {}.</p>\n<pre>{}</pre>\n", XmlText(next.text),
                            XmlText(next.command));
}

std::string Title(std::span<const NamedRun> runs) {
  if (runs.size() == 1) return fmt::format("{}: {}", VerdictOf(runs), runs.front().name);
  return fmt::format("{}: {} runs", VerdictOf(runs), runs.size());
}

std::string Page(const std::string& title, const std::string& plain, const std::string& json) {
  const std::array<std::pair<std::string_view, std::string>, 3> parts = {
      {{"{{title}}", XmlText(title)}, {"{{plain}}", plain}, {"{{data}}", InScript(json)}}};
  std::string page;
  std::string_view rest = kPageTemplate;
  for (const auto& [name, text] : parts) {
    const size_t begin = rest.find(name);
    page.append(rest.substr(0, begin)).append(text);
    rest.remove_prefix(begin + name.size());
  }
  return page.append(rest);
}

}  // namespace

std::string HtmlReport(std::span<const NamedRun> given, const SourceLines& source) {
  const std::vector<NamedRun> runs = WorstFirst({given.begin(), given.end()});
  std::string plain;
  for (const NamedRun& named : runs) plain += PlainRun(named);
  return Page(Title(runs), plain, PageJson(runs, source));
}

std::string HtmlComparison(const Comparison& comparison, const RunResult& base,
                           const RunResult& changed, const SourceLines& source) {
  const std::array<NamedRun, 2> runs = {{{"this run", &changed}, {"the baseline", &base}}};
  const std::string title = fmt::format("{}: {}", Name(comparison.change), Named(changed).name);
  const std::string plain =
      fmt::format("<h2>{}</h2>\n<p>{}.</p>\n<pre>{}</pre>\n", Name(comparison.change),
                  XmlText(comparison.reason), XmlText(ComparisonText(comparison, {})));
  return Page(title, plain + PlainRun(runs[0]) + PlainRun(runs[1]),
              PageJson(runs, source, &comparison));
}

}  // namespace seep
