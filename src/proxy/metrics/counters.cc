#include "proxy/metrics/counters.h"

#include <algorithm>

namespace sluice {

void Counters::CountRequest(uint16_t status, uint64_t body_bytes, seep::nanoseconds duration) {
  answers[std::min<size_t>(status / 100, answers.size() - 1)].Add();
  response_bytes.Add(body_bytes);
  const double seconds = std::chrono::duration<double>(duration).count();
  const auto* bound = std::ranges::lower_bound(kDurationBounds, seconds);
  durations[static_cast<size_t>(bound - kDurationBounds.begin())].Add();
  duration_us.Add(static_cast<uint64_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(duration).count()));
}

}  // namespace sluice
