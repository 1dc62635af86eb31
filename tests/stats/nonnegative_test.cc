#include "stats/nonnegative.h"

#include <gtest/gtest.h>

#include <random>

namespace seep {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

// Normalised columns, as the function wants them.
MatrixXd RandomColumns(std::mt19937_64& random, int rows, int columns) {
  std::normal_distribution<double> normal;
  MatrixXd made(rows, columns);
  for (double& value : made.reshaped()) value = normal(random);
  made.colwise().normalize();
  return made;
}

TEST(NonNegativeLeastSquares, FindsWeightsThatAreAllAboveZero) {
  std::mt19937_64 random(1);
  const MatrixXd columns = RandomColumns(random, 30, 4);
  const VectorXd weights = (VectorXd(4) << 1, 2, 0.5, 7).finished();
  const VectorXd found = NonNegativeLeastSquares(columns.transpose() * columns,
                                                 columns.transpose() * (columns * weights));
  EXPECT_LT((found - weights).norm(), 1e-9);
}

TEST(NonNegativeLeastSquares, LeavesOutWhatWouldBeNegative) {
  std::mt19937_64 random(2);
  const MatrixXd columns = RandomColumns(random, 30, 3);
  const VectorXd y = columns * (VectorXd(3) << 2, -3, 1).finished();
  const VectorXd found =
      NonNegativeLeastSquares(columns.transpose() * columns, columns.transpose() * y);
  EXPECT_EQ(found[1], 0);
  EXPECT_GE(found.minCoeff(), 0);
}

// Karush, Kuhn and Tucker: no weight is negative, what is in use has no gradient, and what is not
// has none that would lower the squares.
TEST(NonNegativeLeastSquares, MeetsTheConditionsOfAMinimumWithManyColumnsThatResembleEachOther) {
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal;
  for (int run = 0; run < 200; ++run) {
    MatrixXd columns(60, 20);
    for (int k = 0; k < 20; ++k) {
      for (int i = 0; i < 60; ++i) columns(i, k) = 1 - std::exp(-i / (2.0 + 3 * k));
    }
    columns.colwise().normalize();
    VectorXd y(60);
    for (int i = 0; i < 60; ++i) y[i] = std::sqrt(i) + 0.1 * normal(random);
    const MatrixXd products = columns.transpose() * columns;
    const VectorXd aims = columns.transpose() * y;
    const VectorXd found = NonNegativeLeastSquares(products, aims);
    const VectorXd gradient = aims - products * found;
    ASSERT_GE(found.minCoeff(), 0);
    ASSERT_LT(gradient.maxCoeff(), 1e-6 * aims.maxCoeff()) << run;
    ASSERT_LT(std::abs(gradient.dot(found)), 1e-5 * aims.dot(found)) << run;
  }
}

TEST(NonNegativeLeastSquares, GivesNothingWhereNothingHelps) {
  std::mt19937_64 random(4);
  const MatrixXd columns = RandomColumns(random, 10, 2).cwiseAbs();
  const VectorXd y = VectorXd::Constant(10, -1);
  EXPECT_EQ(NonNegativeLeastSquares(columns.transpose() * columns, columns.transpose() * y),
            VectorXd::Zero(2));
}

}  // namespace
}  // namespace seep
