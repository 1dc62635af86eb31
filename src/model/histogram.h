#pragma once
// A log-linear histogram: 64 linear buckets for each power of two, so that a value is known to 1.6
// % (HdrHistogram's layout, G. Tene). Values are non-negative integers, here nanoseconds.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace seep {

// The quantiles that reports give and thresholds name.
struct NamedQuantile {
  std::string_view name;
  double quantile;
};
inline constexpr std::array<NamedQuantile, 6> kReportedQuantiles = {
    {{"p50", 0.5}, {"p75", 0.75}, {"p90", 0.9}, {"p95", 0.95}, {"p99", 0.99}, {"p99.9", 0.999}}};

class Histogram {
 public:
  void Add(uint64_t value);
  void Add(const Histogram& other);

  uint64_t count() const { return count_; }
  uint64_t max() const { return max_; }  // exact
  double mean() const { return count_ == 0 ? 0 : sum_ / static_cast<double>(count_); }
  // The value that `quantile` (0 … 1) of the values do not exceed: the upper edge of its bucket, at
  // most max().
  uint64_t Quantile(double quantile) const;

  struct Bucket {
    uint64_t upper = 0;  // the largest value that it can hold, at most max()
    uint64_t count = 0;
  };
  // Those that hold something, the lowest first.
  std::vector<Bucket> Buckets() const;

 private:
  static constexpr unsigned kSubBits = 6;
  static size_t BucketOf(uint64_t value);
  static uint64_t UpperEdge(size_t bucket);

  std::vector<uint64_t> counts_;  // grows to the largest bucket used; at most 3,776
  uint64_t count_ = 0;
  uint64_t max_ = 0;
  double sum_ = 0;
};

}  // namespace seep
