#include "process/last_output.h"

#include <fmt/format.h>

#include <algorithm>

namespace seep {

std::string LastOutput(std::string_view output) {
  static constexpr int kLines = 10;
  while (output.ends_with('\n')) output.remove_suffix(1);
  if (output.empty()) return ". It wrote nothing";
  size_t start = output.size();
  for (int line = 0; line < kLines && start != std::string_view::npos && start > 0; ++line) {
    start = output.rfind('\n', start - 1);
  }
  if (start != std::string_view::npos && start > 0) output.remove_prefix(start + 1);
  std::string text = ". Its last output:";
  while (!output.empty()) {
    const size_t end = std::min(output.find('\n'), output.size());
    text += fmt::format("\n  {}", output.substr(0, end));
    output.remove_prefix(std::min(end + 1, output.size()));
  }
  return text;
}

}  // namespace seep
