#pragma once
// Readers that take more than RFC 9112 allows, as servers in the field do. Where two of them find
// different requests in the same bytes, a request can be smuggled past one of them.

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "proxy/reading.h"

namespace sluice::testing {

// All of them take a bare LF as a line's end. They take blanks around a name, a sign before a
// number and anything behind it. Any Transfer-Encoding with "chunked" in it is chunked to them.
struct Leniency {
  std::string_view name;
  bool cr_ends_lines = false;
  bool folds_join = true;    // else a line that begins with a blank is a field of its own
  bool length_wins = false;  // over Transfer-Encoding
  bool last_length_wins = false;
  bool underscores_are_dashes = false;
};

inline constexpr std::array kLeniencies = {
    Leniency{.name = "the coding wins"},
    Leniency{.name = "the length wins", .length_wins = true},
    Leniency{.name = "the last length wins", .length_wins = true, .last_length_wins = true},
    Leniency{.name = "folds are fields", .folds_join = false},
    Leniency{.name = "CR ends lines", .cr_ends_lines = true, .folds_join = false},
    Leniency{.name = "names of the environment",
             .last_length_wins = true,
             .underscores_are_dashes = true},
};

Reading ReadRequestsLeniently(std::string_view bytes, const Leniency& leniency);
// As of ReadResponsesStrictly.
Reading ReadResponsesLeniently(std::string_view bytes, std::span<const std::string> methods,
                               const Leniency& leniency);

}  // namespace sluice::testing
