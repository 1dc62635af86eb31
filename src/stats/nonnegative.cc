#include "stats/nonnegative.h"

#include <vector>

#include <Eigen/Cholesky>

namespace seep {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// So small a part of the whole is rounding.
constexpr double kDependent = 1e-10;

// The weights of the columns that are in use, as if they could be negative.
VectorXd Solve(const MatrixXd& products, const VectorXd& aims, const std::vector<Index>& used) {
  if (used.empty()) return {};
  const MatrixXd part = products(used, used);
  return part.ldlt().solve(aims(used).eval());
}

// Goes towards `wanted` until a weight becomes 0, and takes that column out of use. False if none
// does.
bool StepBack(const VectorXd& wanted, std::vector<Index>& used, VectorXd& weights) {
  double step = 1;
  size_t first = used.size();
  for (size_t k = 0; k < used.size(); ++k) {
    const double now = weights[used[k]];
    const double then = wanted[static_cast<Index>(k)];
    if (then > 0 || now / (now - then) > step) continue;
    step = now / (now - then);
    first = k;
  }
  if (first == used.size()) return false;
  for (size_t k = 0; k < used.size(); ++k) {
    weights[used[k]] += step * (wanted[static_cast<Index>(k)] - weights[used[k]]);
  }
  weights[used[first]] = 0;
  used.erase(used.begin() + static_cast<std::ptrdiff_t>(first));
  return true;
}

}  // namespace

VectorXd NonNegativeLeastSquares(const MatrixXd& products, const VectorXd& aims) {
  VectorXd weights = VectorXd::Zero(aims.size());
  std::vector<Index> used;
  const double least_gain = kDependent * aims.cwiseAbs().maxCoeff();
  // A column comes in once or twice; the bound is against cycles that rounding could make.
  for (Index round = 0; round < 3 * aims.size(); ++round) {
    VectorXd gain = aims - products * weights;
    for (const Index k : used) gain[k] = 0;
    Index best = 0;
    if (gain.size() == 0 || gain.maxCoeff(&best) <= least_gain) break;
    used.push_back(best);
    VectorXd wanted = Solve(products, aims, used);
    if (wanted[wanted.size() - 1] <= 0) break;
    while (StepBack(wanted, used, weights)) wanted = Solve(products, aims, used);
    for (size_t k = 0; k < used.size(); ++k) weights[used[k]] = wanted[static_cast<Index>(k)];
  }
  return weights;
}

}  // namespace seep
