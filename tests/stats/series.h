#pragma once
// Series of known nature, for tests: what servers do to their memory, with a fixed seed.

#include <cmath>
#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "model/verdict.h"

namespace seep {

inline constexpr double kPage = 4096;

// Readings after `rounds` rounds of `requests` each: base + growth(requests so far) + noise, cut to
// whole pages.
class SeriesMaker {
 public:
  explicit SeriesMaker(uint64_t seed) : random_(seed) {}

  using Growth = std::function<double(double requests)>;
  std::vector<Point> Make(size_t rounds, double requests, const Growth& growth, double noise = 0,
                          double step = kPage) {
    std::vector<Point> points;
    for (size_t i = 1; i <= rounds; ++i) {
      const double x = static_cast<double>(i) * requests;
      const double y = 8e6 + growth(x) + noise * normal_(random_);
      points.push_back({x, std::floor(y / step) * step});
    }
    return points;
  }

  double Normal() { return normal_(random_); }
  double Uniform() { return uniform_(random_); }

 private:
  std::mt19937_64 random_;
  std::normal_distribution<double> normal_;
  std::uniform_real_distribution<double> uniform_;
};

}  // namespace seep
