#pragma once
// The slope of a series, with an interval that stays honest with ties, steps, autocorrelation and a
// collector's sawtooth.

#include <cstddef>
#include <span>
#include <vector>

#include "model/verdict.h"

namespace seep {

// Cuts the points into `batches` runs of equally many consecutive points (the oldest left-over
// points are dropped) and returns one point a batch: its mean x, and its lowest y, which is the
// lower envelope of a sawtooth. Empty when there are fewer than two points a batch.
std::vector<Point> LowerEnvelope(std::span<const Point> points, size_t batches);

// The same with the mean y of each batch.
std::vector<Point> Means(std::span<const Point> points, size_t batches);

// The same points, x counted from the first.
std::vector<Point> FromZero(std::span<const Point> points);

// Slopes between neighbours; one fewer than points. x must increase.
std::vector<double> Increments(std::span<const Point> points);

// Fewer have no spread to speak of.
inline constexpr size_t kIncrementsMin = 3;

// The mean of the increments with Student's t interval from their own spread (batch means, applied
// to a trend: G. S. Fishman, "Principles of Discrete Event Simulation", 1978). White noise, random
// walks and steps all widen it, and no model of the noise is needed. Growth by a few steps is not
// growth at a pace, and a table that doubles now and then must not hide one: so the low bound is
// that of the increments without the largest of them. Both bounds are at least `resolution_slope`
// away. At least kIncrementsMin increments.
Slope SlopeOf(std::span<const double> increments, double confidence, double resolution_slope);

// The steepest growth that the readings leave room for: their whole range, least to most, and a
// `resolution`, over the x range. It needs no model of the noise, and is the narrower bound where a
// few pages come and go in steps. At least two points.
Slope RangeSlope(std::span<const Point> points, double resolution);

// Middle value; of an even number the mean of both. At least one value.
double Median(std::span<const double> values);

}  // namespace seep
