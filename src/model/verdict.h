#pragma once
// A meter's series over a run, and what is decided on it.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace seep {

// One reading: x is requests so far (or seconds, where time is judged), y bytes or a count.
struct Point {
  double x = 0;
  double y = 0;
};

enum class Outcome : uint8_t { kInconclusive, kClean, kLeak };
std::string_view Name(Outcome outcome);  // "LEAK", "CLEAN", "INCONCLUSIVE"

// Growth in units of y for each unit of x.
struct Slope {
  double estimate = 0;
  double low = 0;  // bounds of the confidence interval
  double high = 0;
};

// Which way the growth goes when the requests are doubled.
enum class GrowthLaw : uint8_t {
  kUnknown,    // too few readings, or too noisy
  kFlat,       // within the tolerance
  kSustained,  // it goes on, whatever warm-up there is beside it
  kSlowing,    // most of it may be a warm-up, which dies out
  kLate,       // it began late
};
std::string_view Name(GrowthLaw law);

// What a series is held against.
struct Tolerance {
  double slope = 0;       // growth for each unit of x that is accepted
  double floor = 0;       // growth in total that is never called a leak
  double resolution = 1;  // the meter's smallest step: 4096 for pages, 1 for counts
};

// The decision on one series.
struct Verdict {
  Outcome outcome = Outcome::kInconclusive;
  GrowthLaw law = GrowthLaw::kUnknown;
  Slope slope;             // of the growth that goes on
  double confidence = 0;   // of the interval, two-sided: 0.9995
  size_t judged_from = 0;  // index of the first point of the later half, or of the flat end
  double growth = 0;       // of y from that point to the last
  // Where the growth that is judged begins: x of the reading at which the warm-up before it had
  // come to its end; 0 if there was none to speak of.
  double grows_from = 0;
  double range = 0;    // x of the last reading
  std::string reason;  // one sentence; for INCONCLUSIVE: why, and what would decide it

  // Of all of x, the share since then.
  double GrowingShare() const { return range > 0 ? (range - grows_from) / range : 1; }
};

}  // namespace seep
