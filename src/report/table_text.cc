#include "report/table_text.h"

#include <algorithm>
#include <numeric>

#include "report/fit.h"

namespace seep {
namespace {

constexpr size_t kGap = 2;

size_t WidthOf(const std::vector<size_t>& widths, size_t indent) {
  return std::accumulate(widths.begin(), widths.end(), indent) + kGap * (widths.size() - 1);
}

// With one less where they do not fit though they were cut.
std::vector<size_t> Fitted(const std::vector<TableColumn>& columns, std::vector<size_t> widths,
                           size_t indent, size_t columns_max) {
  const auto excess = [&] {
    const size_t width = WidthOf(widths, indent);
    return width > columns_max ? width - columns_max : 0;
  };
  const auto cut = [&](size_t i) {
    const bool alone = widths.size() == 1;
    const size_t least = std::min(widths[i], alone ? 1 : columns[i].columns_min);
    widths[i] -= std::min(excess(), widths[i] - least);
  };
  for (size_t i = widths.size(); i-- > 0;) cut(i);
  if (excess() > 0 && widths.size() > 1) widths.pop_back();
  return widths;
}

std::string Aligned(const std::string& text, Align align, size_t columns, bool last) {
  const std::string fitting = WithoutMiddle(text, columns);
  const std::string blanks(columns - std::min(columns, Columns(fitting)), ' ');
  if (align == Align::kRight) return blanks + fitting;
  return last ? fitting : fitting + blanks;
}

}  // namespace

std::string TableText(std::vector<TableColumn> columns,
                      const std::vector<std::vector<TableCell>>& rows, const Style& style,
                      size_t indent) {
  std::vector<size_t> whole;
  for (size_t i = 0; i < columns.size(); ++i) {
    whole.push_back(Columns(columns[i].title));
    for (const auto& row : rows) whole[i] = std::max(whole[i], Columns(row[i].text));
  }
  std::vector<size_t> widths = Fitted(columns, whole, indent, style.columns);
  while (widths.size() < columns.size()) {
    columns.pop_back();
    whole.pop_back();
    widths = Fitted(columns, whole, indent, style.columns);
  }
  std::string text;
  const auto line = [&](auto cell) {
    text.append(indent, ' ');
    for (size_t i = 0; i < columns.size(); ++i) {
      const bool last = i + 1 == columns.size();
      text += cell(i, widths[i], last);
      if (!last) text.append(kGap, ' ');
    }
    text.erase(text.find_last_not_of(' ') + 1);  // of empty cells
    text += '\n';
  };
  line([&](size_t i, size_t width, bool last) {
    return style.Dim(Aligned(columns[i].title, columns[i].align, width, last));
  });
  for (const auto& row : rows) {
    line([&](size_t i, size_t width, bool last) {
      const std::string cell = Aligned(Printable(row[i].text), columns[i].align, width, last);
      return row[i].colored_as ? style.Colored(*row[i].colored_as, cell) : cell;
    });
  }
  return text;
}

}  // namespace seep
