#pragma once
// Options whose text goes through a parser of ours.

#include <optional>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>

#include "base/error.h"

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

// A number of bytes above 0.
[[nodiscard]] Result<double> ParseTolerance(const std::string& text);

// --json and --quiet, of every command that has a verdict.
void AddOutput(CLI::App* app, std::string& json_path, bool& quiet);

}  // namespace seep
