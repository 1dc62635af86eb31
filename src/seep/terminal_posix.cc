#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "seep/terminal.h"

namespace seep {
namespace {

// In fewer columns the tables lose what matters, and lines of more are tiring to read.
constexpr size_t kColumnsMin = 60;
constexpr size_t kColumnsMax = 120;

std::optional<size_t> Columns(int fd) {
  winsize size{};
  if (::ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return std::nullopt;
  return size.ws_col;
}

// For terminals that do not say, such as a serial line.
std::optional<size_t> ColumnsOfEnvironment() {
  const char* given = std::getenv("COLUMNS");
  if (given == nullptr) return std::nullopt;
  const std::string_view text(given);
  size_t columns = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), columns);
  if (ec != std::errc() || end != text.data() + text.size() || columns == 0) return std::nullopt;
  return columns;
}

bool WantsColor() {
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  if (no_color != nullptr && *no_color != '\0') return false;
  return term == nullptr || std::string_view(term) != "dumb";
}

}  // namespace

bool StderrIsTerminal() { return ::isatty(STDERR_FILENO) == 1; }

size_t TerminalColumns() { return Columns(STDERR_FILENO).value_or(80); }

Style ReportStyle(bool on_stderr) {
  const int fd = on_stderr ? STDERR_FILENO : STDOUT_FILENO;
  Style style;
  if (::isatty(fd) != 1) return style;
  style.color = WantsColor();
  style.columns = std::clamp(Columns(fd).value_or(ColumnsOfEnvironment().value_or(style.columns)),
                             kColumnsMin, kColumnsMax);
  return style;
}

}  // namespace seep
