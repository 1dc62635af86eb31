#pragma once
// The difference between two growths that are known with intervals.

#include "model/verdict.h"

namespace seep {

// `changed` - `base`, both from independent runs and at the same confidence, which is the
// difference's too:
//   low  = d - sqrt((changed.estimate - changed.low)² + (base.high - base.estimate)²)
//   high = d + sqrt((changed.high - changed.estimate)² + (base.estimate - base.low)²)
// For symmetric intervals of normal estimates that is the textbook interval; it holds for uneven
// ones as well (MOVER: G. Y. Zou, A. Donner, "Construction of confidence limits about effect
// measures", Statistics in Medicine 27, 2008). It knows of the spread within each run only.
Slope Difference(const Slope& base, const Slope& changed);

}  // namespace seep
