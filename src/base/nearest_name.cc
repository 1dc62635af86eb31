#include "base/nearest_name.h"

#include <algorithm>
#include <array>
#include <vector>

namespace seep {
namespace {

constexpr size_t kLettersASlip = 3;
constexpr size_t kBegunMin = 4;  // letters

// The three last rows of the table of distances between the beginnings of `a` and of `b`.
size_t Slips(std::string_view a, std::string_view b) {
  std::array<std::vector<size_t>, 3> rows;
  for (auto& row : rows) row.resize(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) rows[0][j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    std::vector<size_t>& row = rows[i % 3];
    const std::vector<size_t>& above = rows[(i - 1) % 3];
    const std::vector<size_t>& two_above = rows[(i + 1) % 3];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t wrong = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + wrong});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], two_above[j - 2] + 1);
    }
  }
  return rows[a.size() % 3][b.size()];
}

}  // namespace

std::string DidYouMean(std::string_view text, std::span<const std::string> names) {
  std::string_view nearest;
  size_t fewest = text.size() / kLettersASlip + 1;
  for (const std::string& name : names) {
    const bool begun = text.size() >= kBegunMin && std::string_view(name).starts_with(text);
    const size_t slips = begun ? 1 : Slips(text, name);
    if (slips >= fewest) continue;
    fewest = slips;
    nearest = name;
  }
  return nearest.empty() ? "" : "; did you mean " + std::string(nearest) + "?";
}

}  // namespace seep
