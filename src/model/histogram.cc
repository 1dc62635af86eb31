#include "model/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace seep {

size_t Histogram::BucketOf(uint64_t value) {
  constexpr uint64_t kLinear = uint64_t{1} << kSubBits;
  if (value < kLinear) return static_cast<size_t>(value);
  const auto shift = static_cast<unsigned>(std::bit_width(value)) - kSubBits - 1;
  return (shift << kSubBits) + static_cast<size_t>(value >> shift);
}

uint64_t Histogram::UpperEdge(size_t bucket) {
  constexpr size_t kLinear = size_t{1} << kSubBits;
  if (bucket < 2 * kLinear) return bucket;
  const size_t shift = (bucket >> kSubBits) - 1;
  const uint64_t base = (bucket & (kLinear - 1)) + kLinear;
  return ((base + 1) << shift) - 1;
}

void Histogram::Add(uint64_t value) {
  const size_t bucket = BucketOf(value);
  if (bucket >= counts_.size()) counts_.resize(bucket + 1);
  ++counts_[bucket];
  ++count_;
  sum_ += static_cast<double>(value);
  max_ = std::max(max_, value);
}

void Histogram::Add(const Histogram& other) {
  if (other.counts_.size() > counts_.size()) counts_.resize(other.counts_.size());
  for (size_t i = 0; i < other.counts_.size(); ++i) counts_[i] += other.counts_[i];
  count_ += other.count_;
  sum_ += other.sum_;
  max_ = std::max(max_, other.max_);
}

uint64_t Histogram::Quantile(double quantile) const {
  const double wanted = std::ceil(std::clamp(quantile, 0.0, 1.0) * static_cast<double>(count_));
  uint64_t seen = 0;
  for (size_t i = 0; i < counts_.size(); ++i) {
    seen += counts_[i];
    if (counts_[i] != 0 && static_cast<double>(seen) >= wanted) return std::min(UpperEdge(i), max_);
  }
  return max_;
}

std::vector<Histogram::Bucket> Histogram::Buckets() const {
  std::vector<Bucket> buckets;
  for (size_t i = 0; i < counts_.size(); ++i) {
    if (counts_[i] != 0) buckets.push_back({std::min(UpperEdge(i), max_), counts_[i]});
  }
  return buckets;
}

}  // namespace seep
