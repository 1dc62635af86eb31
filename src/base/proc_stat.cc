#include "base/proc_stat.h"

#include <charconv>

namespace seep {
namespace {

// Takes the next number off the front of `rest`; false when there is none.
template <class Integer>
bool Take(std::string_view& rest, Integer& value) {
  while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
  if (error != std::errc()) return false;
  rest.remove_prefix(static_cast<size_t>(end - rest.data()));
  return true;
}

bool Skip(std::string_view& rest, int fields) {
  for (int i = 0; i < fields; ++i) {
    while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
    const size_t end = rest.find(' ');
    if (end == std::string_view::npos) return false;
    rest.remove_prefix(end);
  }
  return true;
}

}  // namespace

std::optional<ProcStat> ParseProcStat(std::string_view text) {
  ProcStat stat;
  // The name may hold spaces and parentheses: it ends at the last one of the line.
  const size_t open = text.find('(');
  const size_t close = text.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open ||
      text.size() < close + 4) {
    return std::nullopt;
  }
  std::string_view first = text.substr(0, open);
  stat.name = text.substr(open + 1, close - open - 1);
  stat.state = text[close + 2];
  std::string_view rest = text.substr(close + 3);
  uint64_t minor = 0, major = 0;
  if (!Take(first, stat.pid) || !Take(rest, stat.parent) || !Take(rest, stat.group) ||
      !Skip(rest, 5) || !Take(rest, minor) || !Skip(rest, 1) || !Take(rest, major) ||
      !Skip(rest, 6) || !Take(rest, stat.threads) || !Skip(rest, 1) ||
      !Take(rest, stat.start_ticks)) {
    return std::nullopt;
  }
  stat.child_faults = minor + major;
  return stat;
}

}  // namespace seep
