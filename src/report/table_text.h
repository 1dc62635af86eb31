#pragma once
// A table that fits into the width of a terminal.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "report/style.h"

namespace seep {

enum class Align : uint8_t { kLeft, kRight };

struct TableColumn {
  std::string title;
  Align align = Align::kLeft;
  size_t columns_min = SIZE_MAX;  // to which it may be cut; SIZE_MAX: it is whole or not there
};

struct TableCell {
  std::string text;
  std::optional<Outcome> colored_as = std::nullopt;
};

// A line of titles and one for each row; each row has as many cells as there are columns. Where
// they are wider than the style together, columns are cut from the last on, as far as they may be,
// and then left out from the last on: what matters most comes first. The first one stays.
std::string TableText(std::vector<TableColumn> columns,
                      const std::vector<std::vector<TableCell>>& rows, const Style& style,
                      size_t indent = 0);

}  // namespace seep
