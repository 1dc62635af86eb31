#include <unistd.h>

#include <algorithm>

#include "heap/reader/script.h"

namespace seep {
namespace {

std::string_view NextWord(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  const std::string_view word = line.substr(0, line.find_first_of(" \t"));
  line.remove_prefix(word.size());
  return word;
}

// Of env's words, the one that is the program.
std::string_view ProgramOfEnv(std::string_view words) {
  for (;;) {
    std::string_view word = NextWord(words);
    if (word.starts_with("-S") && word.size() > 2) word.remove_prefix(2);  // "-Sprogram"
    const bool other = word.starts_with('-') || word.find('=') != std::string_view::npos;
    if (word.empty() || !other) return word;
  }
}

std::string Find(std::string_view name, std::string_view search_path) {
  if (name.find('/') != std::string_view::npos) return std::string(name);
  while (!search_path.empty()) {
    const std::string_view folder = search_path.substr(0, search_path.find(':'));
    std::string path = std::string(folder.empty() ? "." : folder) + "/" + std::string(name);
    if (::access(path.c_str(), X_OK) == 0) return path;
    search_path.remove_prefix(std::min(folder.size() + 1, search_path.size()));
  }
  return std::string(name);
}

}  // namespace

std::optional<std::string> InterpreterOf(std::string_view head, std::string_view search_path) {
  if (!head.starts_with("#!")) return std::nullopt;
  std::string_view line = head.substr(2, head.find('\n') - 2);
  const std::string_view interpreter = NextWord(line);
  if (interpreter.empty()) return std::nullopt;
  if (!interpreter.ends_with("/env")) return std::string(interpreter);
  const std::string_view program = ProgramOfEnv(line);
  return program.empty() ? std::string(interpreter) : Find(program, search_path);
}

}  // namespace seep
