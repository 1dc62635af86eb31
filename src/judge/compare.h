#pragma once
// Is one build's growth larger than another's?

#include "model/comparison.h"

namespace seep {

// The recorded runs have to count the same (RunResult::per), and neither failed. Both are judged
// already, by the same engine.
//
// For each meter that both have, a difference of growths with an interval is held against a margin:
// the meter's tolerance (of `changed`), or a tenth of the base's growth where that is more: from
// run to run of the same build, growth a request differs by some percent.
//   WORSE: the lower bound is above the margin, and `changed` by itself is a LEAK by this meter.
//   NOT WORSE: the upper bound is below the margin. Of growth of the base that is no LEAK, only as
//     much as the tolerance counts here: a warm-up of the base is no reason to accept a leak.
//   INCONCLUSIVE: neither.
// A base that shrinks counts as one that does not grow. The whole is WORSE if a meter is; NOT WORSE
// if `changed` by itself is CLEAN, or all meters are not worse and `changed` leaks by no meter that
// the base lacks; else INCONCLUSIVE.
Comparison Compare(const RunResult& base, const RunResult& changed);

}  // namespace seep
