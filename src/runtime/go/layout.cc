#include "runtime/go/layout.h"

#include <algorithm>
#include <array>

namespace seep {
namespace {

struct Row {
  int since;  // this minor version, until the next row
  GoLayout layout;
};

// Read off the sources of each minor version, and seen to hold in programs built by go1.18, 1.19.3,
// 1.19.8, 1.20.4, 1.20.12, 1.21.5, 1.22.5, 1.23.1, 1.23.12, 1.24.4, 1.25.4 and 1.26.4. What moved:
// 1.19: memoryLimit came in. 1.20: consMarkController went, a struct of 56 bytes. 1.21:
// lastConsMark became four. 1.22 and 1.26: g grew. 1.23: and has syscallbp. 1.25: gobuf lost
// ret. 1.26: 480 is with xRegPerG, which x86-64 and arm64 have.
constexpr std::array<Row, 8> kRows{{
    {18, {0, 8, 24, 168, 240, 104, 144, 416}},
    {19, {8, 16, 104, 184, 256, 104, 144, 416}},
    {20, {8, 16, 48, 128, 200, 104, 144, 416}},
    {21, {8, 16, 72, 152, 224, 104, 144, 416}},
    {22, {8, 16, 72, 152, 224, 104, 144, 448}},
    {23, {8, 16, 72, 152, 224, 104, 152, 448}},
    {25, {8, 16, 72, 152, 224, 96, 144, 448}},
    {26, {8, 16, 72, 152, 224, 96, 144, 480}},
}};

}  // namespace

std::optional<GoLayout> GoLayoutOf(int minor) {
  if (minor < kGoMinorMin || minor > kGoMinorMax) return std::nullopt;
  const auto next =
      std::find_if(kRows.begin(), kRows.end(), [&](const Row& row) { return row.since > minor; });
  return std::prev(next)->layout;
}

}  // namespace seep
