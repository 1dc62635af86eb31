#pragma once
// Colours, for terminals that want them.

#include <cstddef>
#include <string>
#include <string_view>

#include "model/verdict.h"

namespace seep {

struct Style {
  bool color = false;
  size_t columns = 80;  // that text is made to fit where it can

  std::string Bold(std::string_view text) const { return Wrap("1", text); }
  std::string Dim(std::string_view text) const { return Wrap("2", text); }
  // The outcome's name: red, green or yellow.
  std::string Colored(Outcome outcome) const { return Colored(outcome, Name(outcome)); }
  // Other words in the outcome's colour.
  std::string Colored(Outcome outcome, std::string_view text) const {
    const char* code = outcome == Outcome::kLeak    ? "1;31"
                       : outcome == Outcome::kClean ? "1;32"
                                                    : "1;33";
    return Wrap(code, text);
  }

 private:
  std::string Wrap(std::string_view code, std::string_view text) const {
    if (!color) return std::string(text);
    return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
  }
};

}  // namespace seep
