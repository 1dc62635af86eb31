#include "report/folded.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <map>

#include "model/frame_name.h"

namespace seep {
namespace {

std::string Escaped(std::string name) {
  for (char& c : name) {
    if (c == ';') c = ',';
    if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) c = ' ';
  }
  return name;
}

std::string Line(const LeakSite& site, const SitePass& pass) {
  std::string line;
  for (size_t i = site.stack.size(); i-- > site.top;) {
    if (!line.empty()) line += ';';
    line += Escaped(NameOf(site.stack[i], pass.modules));
  }
  return line;
}

}  // namespace

std::string FoldedStacks(const SitePass& pass) {
  std::map<std::string, double> bytes;
  for (const LeakSite& site : pass.sites) {
    if (site.top < site.stack.size()) bytes[Line(site, pass)] += site.live_bytes;
  }
  std::string text;
  for (const auto& [line, count] : bytes) {
    const int64_t whole = std::llround(count);
    if (whole > 0) text += fmt::format("{} {}\n", line, whole);
  }
  return text;
}

}  // namespace seep
