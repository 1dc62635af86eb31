#include "stats/least_squares.h"

#include <algorithm>
#include <cmath>

namespace seep {
namespace {

// Below this a column is the others' sum but for rounding.
constexpr double kSingular = 1e-9;

}  // namespace

LeastSquares::LeastSquares(std::span<const FitRow> rows, std::array<bool, kFitColumns> wanted)
    : rows_(rows.begin(), rows.end()) {
  for (size_t j = 0; j < kFitColumns; ++j) {
    double squares = 0;
    for (const FitRow& row : rows_) squares += row[j] * row[j];
    scale_[j] = wanted[j] ? std::sqrt(squares) : 0;
    for (FitRow& row : rows_) row[j] = scale_[j] > 0 ? row[j] / scale_[j] : 0;
  }
  for (size_t j = 0; j < kFitColumns; ++j) {
    for (size_t k = 0; k <= j; ++k) {
      double sum = 0;
      for (const FitRow& row : rows_) sum += row[j] * row[k];
      for (size_t i = 0; i < k; ++i) sum -= lower_[j][i] * lower_[k][i];
      if (k < j) {
        lower_[j][k] = lower_[k][k] > 0 ? sum / lower_[k][k] : 0;
      } else {
        unexplained_[j] = std::max(sum, 0.0);
        lower_[j][j] = std::sqrt(unexplained_[j]);
      }
    }
  }
}

bool LeastSquares::Singular() const {
  for (size_t j = 0; j < kFitColumns; ++j) {
    if (scale_[j] > 0 && unexplained_[j] < kSingular) return true;
  }
  return false;
}

// Columns that are not fitted have zeros everywhere, and get 0.
FitRow LeastSquares::SolveNormal(FitRow right) const {
  for (size_t j = 0; j < kFitColumns; ++j) {
    for (size_t i = 0; i < j; ++i) right[j] -= lower_[j][i] * right[i];
    right[j] = lower_[j][j] > 0 ? right[j] / lower_[j][j] : 0;
  }
  for (size_t j = kFitColumns; j-- > 0;) {
    for (size_t i = j + 1; i < kFitColumns; ++i) right[j] -= lower_[i][j] * right[i];
    right[j] = lower_[j][j] > 0 ? right[j] / lower_[j][j] : 0;
  }
  return right;
}

std::optional<FitRow> LeastSquares::Solve(std::span<const double> values) const {
  if (Singular()) return std::nullopt;
  FitRow right{};
  for (size_t t = 0; t < rows_.size(); ++t) {
    for (size_t j = 0; j < kFitColumns; ++j) right[j] += rows_[t][j] * values[t];
  }
  FitRow fitted = SolveNormal(right);
  for (size_t j = 0; j < kFitColumns; ++j) fitted[j] = scale_[j] > 0 ? fitted[j] / scale_[j] : 0;
  return fitted;
}

std::vector<double> LeastSquares::Weights(const FitRow& combination) const {
  if (Singular()) return {};
  FitRow right{};
  for (size_t j = 0; j < kFitColumns; ++j)
    right[j] = scale_[j] > 0 ? combination[j] / scale_[j] : 0;
  const FitRow through = SolveNormal(right);
  std::vector<double> weights;
  for (const FitRow& row : rows_) {
    double weight = 0;
    for (size_t j = 0; j < kFitColumns; ++j) weight += row[j] * through[j];
    weights.push_back(weight);
  }
  return weights;
}

}  // namespace seep
