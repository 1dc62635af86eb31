#include "runtime/jvm/jvm_process.h"

#include <signal.h>

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace seep {
namespace {

// What stands behind "NAME:" at the begin of a line, to its end.
std::string_view Field(std::string_view text, std::string_view name) {
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    if (line.starts_with(name)) return line.substr(name.size());
    at = end + 1;
  }
  return {};
}

std::string_view SecondWord(std::string_view text) {
  static constexpr std::string_view kBlanks = " \t";
  for (int i = 0; i < 2; ++i) {
    text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
    if (i == 0) text.remove_prefix(std::min(text.find_first_of(kBlanks), text.size()));
  }
  return text.substr(0, text.find_first_of(kBlanks));
}

std::string_view LastWord(std::string_view text) {
  const size_t end = text.find_last_not_of(" \t");
  if (end == std::string_view::npos) return {};
  const size_t begin = text.find_last_of(" \t", end);
  return text.substr(begin + 1, end - begin);
}

template <class Integer>
bool Read(std::string_view word, Integer& value, int base = 10) {
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value, base);
  return error == std::errc() && end == word.data() + word.size();
}

// The last of "+DisableAttachMechanism" and "-Disable…" decides.
void Decide(std::string_view text, bool& disabled) {
  static constexpr std::string_view kOption = "DisableAttachMechanism";
  const size_t at = text.rfind(kOption);
  if (at != std::string_view::npos && at > 0) disabled = text[at - 1] == '+';
}

}  // namespace

JvmKind JvmInMaps(std::string_view maps) {
  if (maps.find("/libj9vm") != std::string_view::npos) return JvmKind::kOpenJ9;
  const size_t at = maps.find("/libjvm.so");
  return at == std::string_view::npos ? JvmKind::kNone : JvmKind::kHotSpot;
}

std::optional<JvmStatus> ParseJvmStatus(std::string_view status) {
  JvmStatus found;
  uint64_t caught = 0;
  if (!Read(LastWord(Field(status, "NSpid:")), found.inside) ||
      !Read(SecondWord(Field(status, "Uid:")), found.user) ||
      !Read(LastWord(Field(status, "SigCgt:")), caught, 16)) {
    return std::nullopt;
  }
  found.catches_quit = (caught >> (SIGQUIT - 1) & 1) != 0;
  return found;
}

bool AttachDisabled(std::string_view environment, std::string_view command_line) {
  // In the order in which the JVM reads them, except that _JAVA_OPTIONS come last.
  bool disabled = false;
  const auto variable = [&](std::string_view name) {
    for (size_t at = 0; at < environment.size();) {
      const size_t end = std::min(environment.find('\0', at), environment.size());
      const std::string_view entry = environment.substr(at, end - at);
      if (entry.starts_with(name)) Decide(entry, disabled);
      at = end + 1;
    }
  };
  variable("JAVA_TOOL_OPTIONS=");
  variable("JDK_JAVA_OPTIONS=");
  Decide(command_line, disabled);
  variable("_JAVA_OPTIONS=");
  return disabled;
}

}  // namespace seep
