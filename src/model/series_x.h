#pragma once
// Which x a series can have, so that means and slopes of neighbouring readings are sound in
// doubles.

#include <cmath>

namespace seep {

inline constexpr double kSeriesXMax = 1e18;

// Is `to` far enough behind `from`?
inline bool Advances(double from, double to) { return to - from > 1e-9 + 1e-15 * std::abs(from); }

}  // namespace seep
