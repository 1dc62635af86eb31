#include "report/stack_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/blamed_frame.h"
#include "report/fit.h"
#include "report/frame_text.h"

namespace seep {
namespace {

constexpr size_t kLinesMax = 8;
constexpr size_t kViaMax = 2;
constexpr size_t kIndent = 6;        // of the blamed line
constexpr size_t kLabelColumns = 8;  // of "  from  " behind it
constexpr size_t kGap = 2;           // between function and file
constexpr size_t kSourceColumnsMin = 24;

// The index behind the outermost caller that is told of.
size_t EndOfCallers(const LeakSite& site) {
  return site.last_own < site.stack.size() ? site.last_own + 1 : site.stack.size();
}

size_t IndentOf(const char* label) { return *label == '\0' ? kIndent : kIndent + kLabelColumns; }

}  // namespace

StackText::StackText(std::span<const LeakSite> sites, std::span<const Module> modules,
                     const Style& style, size_t columns)
    : modules_(modules), style_(style), columns_(columns), folder_(FolderOfOwn(sites)) {}

std::vector<StackText::Line> StackText::LinesOf(const LeakSite& site) const {
  std::vector<Line> lines;
  const size_t blamed = BlamedIndex(site);
  if (blamed >= site.stack.size()) return lines;
  lines.push_back({&site.stack[blamed], ""});
  const size_t via_end = blamed - std::min(blamed - std::min(site.top, blamed), kViaMax);
  for (size_t i = blamed; i-- > via_end;) lines.push_back({&site.stack[i], "via"});
  // "… 1 more" would be a line too.
  const size_t callers = std::max(EndOfCallers(site), blamed + 1) - (blamed + 1);
  const size_t room = kLinesMax - lines.size();
  const size_t shown = callers == room + 1 ? callers : std::min(callers, room);
  for (size_t i = 1; i <= shown; ++i) lines.push_back({&site.stack[blamed + i], "from"});
  return lines;
}

std::string StackText::Render(const Line& line, size_t name_end) const {
  const size_t indent = IndentOf(line.label);
  const size_t room = name_end - indent;
  const std::string name = FunctionText(*line.frame, modules_, room);
  const size_t source_room = columns_ - name_end - kGap;
  const std::string source =
      WithoutBeginning(SourceText(*line.frame, modules_, folder_), source_room);
  std::string text = name;
  if (!source.empty()) text += std::string(room - Columns(name) + kGap, ' ') + source;
  if (*line.label == '\0') return std::string(indent, ' ') + style_.Bold(text) + "\n";
  text = fmt::format("  {:<6}{}", line.label, text);
  return std::string(kIndent, ' ') + (line.frame->own ? text : style_.Dim(text)) + "\n";
}

std::string StackText::Of(const LeakSite& site) const {
  const std::vector<Line> lines = LinesOf(site);
  // As wide as the widest name, but files keep some room.
  const size_t left = kIndent + kLabelColumns;
  const size_t end_max = columns_ - kGap - kSourceColumnsMin;
  size_t end = left;
  for (const Line& line : lines) {
    const size_t indent = IndentOf(line.label);
    end = std::max(end, indent + Columns(FunctionText(*line.frame, modules_, end_max - indent)));
  }
  std::string text;
  for (const Line& line : lines) text += Render(line, end);
  if (lines.empty()) return text;
  const auto shown = static_cast<size_t>(lines.back().frame - site.stack.data()) + 1;
  if (shown < EndOfCallers(site) && shown > BlamedIndex(site)) {
    text += fmt::format("{}  … {} more\n", std::string(kIndent, ' '), EndOfCallers(site) - shown);
  }
  return text;
}

}  // namespace seep
