#pragma once
// A sampler that plays a script: one Result a Read, the last one for ever.

#include <algorithm>
#include <utility>
#include <vector>

#include "base/check.h"
#include "sample/sampler.h"

namespace seep {

class FakeSampler final : public Sampler {
 public:
  explicit FakeSampler(std::vector<Result<Sample>> script) : script_(std::move(script)) {
    CHECK(!script_.empty());
  }

  // One process whose held memory takes these values.
  static FakeSampler Holding(const std::vector<int64_t>& held_bytes) {
    std::vector<Result<Sample>> script;
    for (const int64_t bytes : held_bytes) {
      ProcessSample process;
      process.pid = 1;
      process.name = "fake";
      process.memory.anonymous = process.memory.pss = process.memory.rss = bytes;
      process.threads = 1;
      Sample sample;
      sample.processes.push_back(std::move(process));
      script.emplace_back(std::move(sample));
    }
    return FakeSampler(std::move(script));
  }

  Result<Sample> Read(std::span<const pid_t> pids, bool mappings) override {
    pids_read_.emplace_back(pids.begin(), pids.end());
    mappings_asked_ += mappings ? 1 : 0;
    Result<Sample> result = script_[std::min(pids_read_.size(), script_.size()) - 1];
    if (result && !mappings) result->mappings.clear();
    return result;
  }

  const std::vector<std::vector<pid_t>>& pids_read() const { return pids_read_; }
  int mappings_asked() const { return mappings_asked_; }

 private:
  std::vector<Result<Sample>> script_;
  std::vector<std::vector<pid_t>> pids_read_;
  int mappings_asked_ = 0;
};

}  // namespace seep
