#pragma once
// A series in one line.

#include <cstddef>
#include <span>
#include <string>

#include "model/verdict.h"

namespace seep {

// "▁▂▃▅▇█": the readings from first to last, at most `columns` wide; where there are more of them,
// each column is the mean of as many. The scale is from the lowest to the highest, but no shorter
// than `range_min`, so that what is noise beside it stays a flat line. Empty without readings.
std::string Sparkline(std::span<const double> readings, size_t columns, double range_min);

// That scale for a meter: growth that its tolerance accepts over so much of x is no climb to the
// top, and two of its steps up or down show nothing, since a page or two come and go with every
// server.
double SparklineRangeMin(const Tolerance& tolerance, double x_range);

}  // namespace seep
