#pragma once
// Ordinary least squares without an intercept, for up to three columns.

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace seep {

inline constexpr size_t kFitColumns = 3;
using FitRow = std::array<double, kFitColumns>;

// Solves the normal equations by Cholesky's method, on columns of length 1.
class LeastSquares {
 public:
  // Fits the columns that `wanted` names; coefficients of the others are 0. A column of zeros is
  // not fitted either.
  LeastSquares(std::span<const FitRow> rows, std::array<bool, kFitColumns> wanted);

  // The part of a column that those before it do not explain, 1 - R²: 1 when it is orthogonal to
  // them, 0 when it is a sum of their multiples.
  double Unexplained(size_t column) const { return unexplained_[column]; }

  // Nothing when a column is a sum of multiples of the others.
  std::optional<FitRow> Solve(std::span<const double> values) const;

  // d(combination of the coefficients)/d(value of a row), for each row. Empty where Solve has
  // nothing.
  std::vector<double> Weights(const FitRow& combination) const;

 private:
  bool Singular() const;
  FitRow SolveNormal(FitRow right) const;

  std::vector<FitRow> rows_;  // scaled
  FitRow scale_{};            // length of each column; 0: not fitted
  std::array<FitRow, kFitColumns> lower_{};
  FitRow unexplained_{};
};

}  // namespace seep
