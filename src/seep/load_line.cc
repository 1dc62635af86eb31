#include "seep/load_line.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/units.h"
#include "report/latency_text.h"

namespace seep {
namespace {

std::string Count(uint64_t count) { return FormatCount(static_cast<int64_t>(count)); }

std::string Counted(uint64_t count, const char* what) {
  return fmt::format("{} {}{}", Count(count), what, count == 1 ? "" : "s");
}

size_t ColumnsOf(const std::string& text) {
  const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
  return text.size() - static_cast<size_t>(std::count_if(text.begin(), text.end(), continues));
}

}  // namespace

double LivePace::Add(const LoadProgress& load) {
  const Point before = points_[next_];
  points_[next_] = {load.requests, load.seconds};
  next_ = (next_ + 1) % points_.size();
  const double seconds = load.seconds - before.seconds;
  return seconds > 0 ? static_cast<double>(load.requests - before.requests) / seconds : 0;
}

std::string LoadLine(const LoadProgress& load, double requests_per_second, double share,
                     size_t columns) {
  const bool answered = load.p99_ns > 0;
  std::string line;
  for (const std::string& part :
       {Counted(load.requests, "request"), Count(static_cast<uint64_t>(requests_per_second)) + "/s",
        Counted(load.errors, "error"),
        answered ? "p50 " + FormatLatency(load.p50_ns) : std::string(),
        answered ? "p99 " + FormatLatency(load.p99_ns) : std::string(),
        fmt::format("{:.0f} %", share * 100)}) {
    if (part.empty()) continue;
    const std::string more = line.empty() ? part : "  " + part;
    if (ColumnsOf(line) + ColumnsOf(more) < columns) line += more;
  }
  return line;
}

}  // namespace seep
