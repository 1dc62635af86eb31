#pragma once
// Least squares without negative weights.

#include <Eigen/Core>

namespace seep {

// The weights w >= 0 with the least |y - columns * w|, from the normal equations: `products` is
// columns' * columns, `aims` is columns' * y. Columns are of
// length 1. C. L. Lawson and R. J. Hanson, "Solving Least Squares
// Problems", 1974, chapter 23, in the form for normal equations of R. Bro and S. De Jong, 1997.
Eigen::VectorXd NonNegativeLeastSquares(const Eigen::MatrixXd& products,
                                        const Eigen::VectorXd& aims);

}  // namespace seep
