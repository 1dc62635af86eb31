#pragma once
// How memory grows before it settles: shapes that die out.

#include <cstdint>
#include <string_view>
#include <vector>

namespace seep {

enum class WarmUpShape : uint8_t {
  kNone,
  kExponential,  // 1 - exp(-x / scale): a pool that fills, code that is compiled
  kLogarithmic,  // log(1 + x / scale): records, coupons, fragmentation
  kSquareRoot,   // sqrt(x): random walks' maxima. The slowest to die out that is allowed for
  kHinge,  // min(x, scale): a cache that fills to its bound; backwards: growth that began late
};
std::string_view Name(WarmUpShape shape);  // "none", "exponential", …

struct WarmUp {
  WarmUpShape shape = WarmUpShape::kNone;
  double scale = 0;  // a share of the x range
  double from = 0;   // where the range begins, as a share of its end

  // What it has reached at this share of the end of the x range, as a share of what it reaches
  // there. Logarithm and square root have their origin at 0, the others where the range begins.
  double At(double x) const;
};

// A warm-up whose scale is up to this share of the x range can be told from linear growth where
// there is some noise; a slower one only where there is next to none.
bool ToldFromLinear(const WarmUp& warm_up);

// A hinge later than this share of the x range has no readings to speak of behind it: it would take
// the noise of the last one or two for the end of the growth.
inline constexpr double kHingeMost = 0.95;

// Each shape at scales from a small share of the x range to a large one.
const std::vector<WarmUp>& WarmUps();

}  // namespace seep
