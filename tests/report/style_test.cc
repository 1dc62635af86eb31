#include "report/style.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace seep {
namespace {

// Relative luminance (WCAG 2.1) of one of xterm's 256 colours: 16 to 231 are a cube of 6 steps for
// each of red, green and blue, and 232 to 255 greys.
double LuminanceOf(int code) {
  const auto linear = [](double value) {
    const double share = value / 255;
    return share <= 0.04045 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
  };
  if (code >= 232) return linear(8 + 10 * (code - 232));
  constexpr std::array kSteps = {0, 95, 135, 175, 215, 255};
  const auto step = [&](int of) {
    return linear(kSteps.at(static_cast<size_t>((code - 16) / of % 6)));
  };
  return 0.2126 * step(36) + 0.7152 * step(6) + 0.0722 * step(1);
}

TEST(Style, HasColoursThatAreReadOnBlackAndOnWhite) {
  constexpr double kReadable = 3.8;  // as style.h says; WCAG asks 3 of what is bold or large
  for (const int code : {kRed, kGreen, kAmber, kGrey}) {
    const double luminance = LuminanceOf(code);
    EXPECT_GE((luminance + 0.05) / 0.05, kReadable) << code << " on black";
    EXPECT_GE(1.05 / (luminance + 0.05), kReadable) << code << " on white";
  }
}

TEST(Style, HasNoneUnlessItIsAsked) {
  EXPECT_EQ(Style().Colored(Outcome::kLeak), "LEAK");
  EXPECT_EQ(Style{.color = true}.Colored(Outcome::kLeak), "\x1b[1;38;5;160mLEAK\x1b[0m");
  EXPECT_EQ(Style{.color = true}.Dim(""), "");
}

}  // namespace
}  // namespace seep
