#include "base/shell_line.h"

#include <string_view>

namespace seep {
namespace {

// Braces are literal in a word without a comma: a placeholder as {port} is left as it was typed.
constexpr std::string_view kPlain =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789%+-./:=@_{}";

bool IsPlain(const std::string& word) {
  return !word.empty() && word.find_first_not_of(kPlain) == std::string::npos;
}

std::string Quoted(const std::string& word) {
  std::string quoted = "'";
  for (const char c : word) {
    if (c == '\'')
      quoted += "'\\''";  // ends the quotes, has one of its own, begins them again
    else
      quoted += c;
  }
  return quoted + "'";
}

}  // namespace

std::string ShellLine(std::span<const std::string> words) {
  std::string line;
  for (const std::string& word : words) {
    if (!line.empty()) line += ' ';
    line += IsPlain(word) ? word : Quoted(word);
  }
  return line;
}

}  // namespace seep
