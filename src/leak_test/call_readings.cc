#include "leak_test/call_readings.h"

namespace seep::leak_test {

void CallReadings::Add(uint64_t calls, uint64_t bytes) {
  readings_.push_back({calls, bytes});
  if (readings_.size() < kMost) return;
  for (size_t i = 0; 2 * i < kMost; ++i) readings_[i] = readings_[2 * i];
  readings_.resize(kMost / 2);
  step_ *= 2;
}

std::string CallReadings::Csv() const {
  std::string csv = "calls,live heap\n";
  for (const Reading& reading : readings_)
    csv += std::to_string(reading.calls) + "," + std::to_string(reading.bytes) + "\n";
  return csv;
}

}  // namespace seep::leak_test
