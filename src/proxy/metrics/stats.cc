#include "proxy/metrics/stats.h"

namespace sluice {
namespace {

template <size_t size>
void AddEach(std::array<uint64_t, size>& sums, const std::array<Counter, size>& counters) {
  for (size_t i = 0; i < size; ++i) sums[i] += counters[i].value();
}

}  // namespace

void Stats::Add(const Counters& counters) {
  // Closed first: a connection that is opened in between is not counted as less than none.
  const uint64_t closed = counters.closed.value();
  const uint64_t opened = counters.accepted.value();
  connections += opened - closed;
  accepted += opened;
  AddEach(answers, counters.answers);
  own_answers += counters.own_answers.value();
  retries += counters.retries.value();
  response_bytes += counters.response_bytes.value();
  AddEach(durations, counters.durations);
  duration_seconds += static_cast<double>(counters.duration_us.value()) / 1e6;
  AddEach(shed, counters.shed);
}

}  // namespace sluice
