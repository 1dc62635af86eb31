#include "leak_test/call_trial.h"

#include <algorithm>
#include <cmath>

#include "leak_test/live_heap.h"

namespace seep::leak_test {
namespace {

using std::chrono::milliseconds;

// Growth in all that a leak at the tolerance has to come to before seep says CLEAN: its floor of
// 32 KiB for a series of readings (docs/statistics.md), in the later half, and a quarter more.
constexpr double kGrowthToShow = 80 * 1024;

// Bytes a call that are no leak. The finest is what `seep run` accepts in a live heap; with the
// coarsest, one block for each call, 32 bytes in glibc's heap, is still a leak four times over.
constexpr double kFinestTolerance = 0.1;
constexpr double kCoarsestTolerance = 8;

// Growth in all that ends the calls: it is a test's machine, and a leak that large is seen by then.
// It is looked at after 24 calls, with which seep begins to judge, and each time that they have
// doubled. Ended at once, the calls would end where a vector has just doubled, and its last reading
// alone would tell of that.
constexpr double kGrowthMost = 128.0 * 1024 * 1024;

// A function that is called often enough for the coarsest tolerance by then needs no more calls.
constexpr milliseconds kSoon{1'000};

uint64_t CallsFor(double tolerance) {
  return static_cast<uint64_t>(std::ceil(kGrowthToShow / tolerance));
}

}  // namespace

void CallTrial::CallFirst() {
  const uint64_t enough = calls_.count() != 0 ? calls_.count()
                                              : CallsFor(calls_.tolerance() > 0 ? calls_.tolerance()
                                                                                : kFinestTolerance);
  do {
    CallTo(NextReading());
  } while (called_ < enough && !too_large_ && (calls_.count() != 0 || !OutOfTime()));
}

bool CallTrial::CallAsOftenAgain() {
  const uint64_t enough = 2 * called_;
  while (called_ < enough) {
    if (calls_.count() != 0 || too_large_ || Elapsed() >= calls_.time()) return false;
    CallTo(NextReading());
  }
  return true;
}

double CallTrial::Tolerance() const {
  if (calls_.tolerance() > 0) return calls_.tolerance();
  return std::clamp(kGrowthToShow / static_cast<double>(called_), kFinestTolerance,
                    kCoarsestTolerance);
}

bool CallTrial::OutOfTime() const {
  const bool soon_enough =
      calls_.tolerance() == 0 && Elapsed() >= kSoon && called_ >= CallsFor(kCoarsestTolerance);
  return soon_enough || Elapsed() >= calls_.time();
}

uint64_t CallTrial::NextReading() const {
  const uint64_t next = std::max<uint64_t>(readings_.NextAt(), 1);
  return calls_.count() == 0 ? next : std::min(next, calls_.count());
}

void CallTrial::CallTo(uint64_t target) {
  if (called_ == 0) {
    bytes_before_ = LiveHeapBytes();
    readings_.Add(0, bytes_before_);
  }
  for (; called_ < target; ++called_) calls_.function()();
  const uint64_t bytes = LiveHeapBytes();
  readings_.Add(called_, bytes);
  if (called_ < next_look_) return;
  next_look_ = 2 * called_;
  too_large_ = static_cast<double>(bytes) > static_cast<double>(bytes_before_) + kGrowthMost;
}

}  // namespace seep::leak_test
