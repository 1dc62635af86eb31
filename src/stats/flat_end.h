#pragma once
// A series that has been flat for long enough, whatever it did before.

#include <optional>
#include <span>

#include "model/verdict.h"

namespace seep {

// Index of the first point at or beyond this share of the x range, which starts at 0: warm-up is
// behind it in units of work done.
size_t IndexAt(std::span<const Point> points, double share);

// Growth may come in steps with flat stretches between them: a flat end proves something only if it
// is clearly longer, by this many times, than the stretches before. A step counts when, coming
// again and again at the same distance, it would be a leak. The level that three readings in a row
// did not fall below is looked at, so that one reading that came too early makes no step. Whatever
// the stretches before, 24 readings without another such step are needed.
bool OutlastsPauses(std::span<const Point> points, const Tolerance& tolerance, double times);
inline constexpr double kPauses = 2;

// The slope of readings that leave no room for a leak at the tolerance; nothing where they do, or
// are too few requests long. Either the growth between their `levels`, which are some of them or
// means of them, leaves none, or the whole range of all of them does. Too few levels say nothing.
std::optional<Slope> FlatSlope(std::span<const Point> readings, std::span<const Point> levels,
                               const Tolerance& tolerance, double confidence);

struct FlatEnd {
  size_t from = 0;  // index of its first point
  Slope slope;
};

// The later half or else the last quarter of the x range, if a leak at the tolerance would have
// shown in it and none did: the growth between its batches, or the whole range of its readings,
// leaves no room for one. The quarter has to outlast the pauses before it by twice as much: there
// was growth until shortly before.
std::optional<FlatEnd> FindFlatEnd(std::span<const Point> points, const Tolerance& tolerance,
                                   size_t batches, double confidence);

}  // namespace seep
