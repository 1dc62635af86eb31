#pragma once
// A long series in fewer points, for a drawing.

#include <cstddef>
#include <span>
#include <vector>

#include "model/verdict.h"

namespace seep {

// Indices of at most `count_max` points, 4 or more, in ascending order: the first, the last, and of
// each of evenly sized bins between them the lowest and the highest, so that no peak gets lost. All
// of them where there are no more.
std::vector<size_t> Thinned(std::span<const Point> points, size_t count_max);

}  // namespace seep
