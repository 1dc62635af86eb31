#include "stats/warm_up.h"

#include <algorithm>
#include <cmath>

namespace seep {
namespace {

std::vector<WarmUp> MakeWarmUps() {
  std::vector<WarmUp> all = {{WarmUpShape::kSquareRoot, 1}};
  for (const double scale : {0.012, 0.02, 0.03, 0.05, 0.08, 0.13, 0.2, 0.3, 0.45, 0.7, 1., 2.}) {
    all.push_back({WarmUpShape::kExponential, scale});
  }
  for (const double scale : {1e-5, 1e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1., 3.}) {
    all.push_back({WarmUpShape::kLogarithmic, scale});
  }
  for (int percent = 5; percent <= 100 * kHingeMost; percent += 5) {
    all.push_back({WarmUpShape::kHinge, percent / 100.0});
  }
  return all;
}

}  // namespace

std::string_view Name(WarmUpShape shape) {
  switch (shape) {
    case WarmUpShape::kNone:
      return "none";
    case WarmUpShape::kExponential:
      return "exponential";
    case WarmUpShape::kLogarithmic:
      return "logarithmic";
    case WarmUpShape::kSquareRoot:
      return "square root";
    case WarmUpShape::kHinge:
      return "until full";
  }
  return "";
}

double WarmUp::At(double x) const {
  const double share = (x - from) / (1 - from);
  switch (shape) {
    case WarmUpShape::kNone:
      return 0;
    case WarmUpShape::kExponential:
      return std::expm1(-share / scale) / std::expm1(-1 / scale);
    case WarmUpShape::kLogarithmic:
      return std::log1p(x / scale) / std::log1p(1 / scale);
    case WarmUpShape::kSquareRoot:
      return std::sqrt(x);
    case WarmUpShape::kHinge:
      return std::min(share / scale, 1.0);
  }
  return 0;
}

bool ToldFromLinear(const WarmUp& warm_up) {
  switch (warm_up.shape) {
    case WarmUpShape::kExponential:
      return warm_up.scale <= 0.3;
    case WarmUpShape::kLogarithmic:
      return warm_up.scale <= 0.1;
    case WarmUpShape::kHinge:
      return warm_up.scale <= 0.7;
    default:
      return true;
  }
}

const std::vector<WarmUp>& WarmUps() {
  static const std::vector<WarmUp> all = MakeWarmUps();
  return all;
}

}  // namespace seep
