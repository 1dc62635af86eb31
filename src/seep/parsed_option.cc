#include "seep/parsed_option.h"

#include <fmt/format.h>

#include "base/units.h"

namespace seep {

Result<milliseconds> ParsePositiveDuration(const std::string& text) {
  Result<milliseconds> time = ParseDuration(text);
  if (time && time->count() == 0) {
    return Fail(ErrorKind::kBadInput, Fault::kUser,
                fmt::format("\"{}\": a time of 0 is not allowed", text));
  }
  return time;
}

Result<double> ParseTolerance(const std::string& text) {
  double value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc() || end != text.data() + text.size() || !(value > 0 && value < 1e12)) {
    return Fail(ErrorKind::kBadInput, Fault::kUser,
                fmt::format("\"{}\" is not a number of bytes above 0", text));
  }
  return value;
}

void AddOutput(CLI::App* app, std::string& json_path, bool& quiet) {
  app->add_option("--json", json_path, "write the whole run to it (- for standard output)")
      ->option_text("FILE")
      ->configurable(false);
  app->add_flag("-q,--quiet", quiet, "no progress line, and no report when CLEAN")
      ->configurable(false);
}

void AddDetail(CLI::App* app, Detail& detail) {
  app->add_flag_function(
         "-v,--verbose",
         [&](int64_t count) { detail = count > 1 ? Detail::kReadings : Detail::kMeasured; },
         "what the verdict rests on; -vv: every reading as well")
      ->configurable(false);
}

}  // namespace seep
