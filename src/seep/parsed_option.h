#pragma once
// Options whose text goes through a parser of ours.

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>

#include "base/clock.h"
#include "base/error.h"
#include "report/terminal.h"

namespace seep {

// CLI11 reports by exceptions; they are caught in ParseOptions.
template <class T>
T OrThrow(Result<T> result, const std::string& option) {
  if (!result) throw CLI::ValidationError(option, result.error().message);
  return std::move(*result);
}

template <class T, class Parse>
CLI::Option* AddParsed(CLI::App* app, const std::string& flags, const std::string& value, T& into,
                       Parse parse, const std::string& help) {
  return app
      ->add_option_function<std::string>(
          flags,
          [&into, parse, flags](const std::string& text) { into = OrThrow(parse(text), flags); },
          help)
      ->option_text(value);
}

// The group of options that --help leaves to --help-all.
inline constexpr const char* kMoreOptions = "More options";
// The group that --help has on one line.
inline constexpr const char* kReportFiles = "Report files";
inline constexpr const char* kOptions = "Options";  // CLI11's own

// A whole number from `least` to `most`.
template <class T = uint64_t>
auto CountBetween(T least, T most) {
  return [=](const std::string& text) -> Result<T> {
    T value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec != std::errc() || end != text.data() + text.size() || value < least || value > most) {
      return Fail(ErrorKind::kBadInput, Fault::kUser,
                  fmt::format("\"{}\" is not a whole number from {} to {}", text, least, most));
    }
    return value;
  };
}

// As "9s" or "500ms", above 0.
[[nodiscard]] Result<milliseconds> ParsePositiveDuration(const std::string& text);

// A number of bytes above 0.
[[nodiscard]] Result<double> ParseTolerance(const std::string& text);

// --json and --quiet, of every command that has a verdict; not in seep.toml.
void AddOutput(CLI::App* app, std::string& json_path, bool& quiet);

// --verbose, of every command that prints a report; not in seep.toml. `detail` has to outlive the
// parsing.
void AddDetail(CLI::App* app, Detail& detail);

}  // namespace seep
