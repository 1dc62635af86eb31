#pragma once
// Colours, for terminals that want them.

#include <cstddef>
#include <string>
#include <string_view>

#include "model/verdict.h"

namespace seep {

// Of the 256 colours that terminals have in common: these are the same in every theme, and each has
// a contrast of 3.8 or more with black and with white, so that it is read on either (WCAG 2.1,
// section 1.4.3; a test computes it). The 16 colours of a theme have not: yellow on white has 1.1.
inline constexpr int kRed = 160;
inline constexpr int kGreen = 28;
inline constexpr int kAmber = 130;
inline constexpr int kGrey = 243;

struct Style {
  bool color = false;
  size_t columns = 80;  // that no line is wider than

  std::string Bold(std::string_view text) const { return Wrap("1", text); }
  // What matters less: grey.
  std::string Dim(std::string_view text) const { return Wrap(Code(kGrey), text); }
  // The outcome's name: red, green or amber.
  std::string Colored(Outcome outcome) const { return Colored(outcome, Name(outcome)); }
  // Other words in the outcome's colour.
  std::string Colored(Outcome outcome, std::string_view text) const {
    const int color_code = outcome == Outcome::kLeak    ? kRed
                           : outcome == Outcome::kClean ? kGreen
                                                        : kAmber;
    return Wrap("1;" + Code(color_code), text);
  }

 private:
  static std::string Code(int color_code) { return "38;5;" + std::to_string(color_code); }
  std::string Wrap(std::string_view code, std::string_view text) const {
    if (!color || text.empty()) return std::string(text);
    return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
  }
};

}  // namespace seep
