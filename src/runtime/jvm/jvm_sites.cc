#include "runtime/jvm/jvm_sites.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <tuple>
#include <utility>

#include "runtime/jvm_agent/site_table.h"

namespace seep {
namespace {

constexpr int64_t kShareMin = 100;  // one of so many bytes

using Fields = std::vector<std::string_view>;

Fields SplitTabs(std::string_view line) {
  Fields fields;
  for (;;) {
    const size_t end = line.find('\t');
    fields.push_back(line.substr(0, end));
    if (end == std::string_view::npos) return fields;
    line.remove_prefix(end + 1);
  }
}

template <class Integer>
bool Read(std::string_view text, Integer& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

// "10:160"
bool ReadRound(std::string_view field, JvmClass& round) {
  const size_t colon = field.find(':');
  return colon != std::string_view::npos && Read(field.substr(0, colon), round.instances) &&
         Read(field.substr(colon + 1), round.bytes);
}

bool ReadSite(const Fields& fields, JvmSites& sites) {
  if (fields.size() < 3 || fields[1].empty()) return false;
  JvmSite site;
  site.type = JavaName(fields[1]);
  for (size_t i = 2; i < fields.size(); ++i) {
    if (!ReadRound(fields[i], site.by_round.emplace_back())) return false;
  }
  sites.sites.push_back(std::move(site));
  return true;
}

bool ReadFrame(const Fields& fields, JvmSites& sites) {
  if (fields.size() != 5 || sites.sites.empty()) return false;
  JvmFrame frame{.type = std::string(fields[1]), .method = std::string(fields[2]), .file = {}};
  if (fields[3] != "?") frame.file = fields[3];
  if (!Read(fields[4], frame.line)) return false;
  sites.sites.back().stack.push_back(std::move(frame));
  return true;
}

bool ReadHolder(const Fields& fields, JvmSites& sites) {
  if (sites.sites.empty()) return false;
  JvmSite& site = sites.sites.back();
  if (fields[0] == "root" && fields.size() == 2) {
    site.root = fields[1];
    return true;
  }
  if (fields[0] != "held" || fields.size() != 3) return false;
  site.holders.push_back({.type = JavaName(fields[1]), .field = std::string(fields[2])});
  return true;
}

bool ReadLine(const Fields& fields, JvmSites& sites) {
  if (fields[0] == "site") return ReadSite(fields, sites);
  if (fields[0] == "frame") return ReadFrame(fields, sites);
  if (fields[0] == "missed") return fields.size() == 2 && Read(fields[1], sites.missed);
  return ReadHolder(fields, sites);
}

int64_t GrowthOf(const JvmClasses& growth, const std::string& type) {
  const auto found = growth.find(type);
  return found == growth.end() ? 0 : found->second.bytes;
}

// "[Ljava.lang.String;" for "java.lang.String[]"; a lambda's "/0x…" is ".0x…" in a signature.
std::string SignatureName(std::string name) {
  static constexpr std::array<std::pair<const char*, char>, 8> kPrimitives = {{{"byte", 'B'},
                                                                               {"char", 'C'},
                                                                               {"double", 'D'},
                                                                               {"float", 'F'},
                                                                               {"int", 'I'},
                                                                               {"long", 'J'},
                                                                               {"short", 'S'},
                                                                               {"boolean", 'Z'}}};
  size_t dimensions = 0;
  for (; name.ends_with("[]"); ++dimensions) name.resize(name.size() - 2);
  std::replace(name.begin(), name.end(), '/', '.');
  if (dimensions == 0) return name;
  const auto primitive = std::find_if(kPrimitives.begin(), kPrimitives.end(),
                                      [&](const auto& entry) { return name == entry.first; });
  name = primitive != kPrimitives.end() ? std::string(1, primitive->second) : "L" + name + ";";
  return std::string(dimensions, '[') + name;
}

}  // namespace

bool JvmFrame::OfRuntime() const {
  for (const char* prefix : {"java.", "javax.", "jdk.", "sun.", "com.sun."}) {
    if (type.starts_with(prefix)) return true;
  }
  return false;
}

JvmClass JvmSite::Live() const {
  JvmClass live;
  for (const JvmClass& round : by_round) {
    live.instances += round.instances;
    live.bytes += round.bytes;
  }
  return live;
}

int64_t JvmSite::SteadyBytes() const {
  int64_t fullest = 0;
  for (const JvmClass& round : by_round) fullest = std::max(fullest, round.bytes);
  return Live().bytes - fullest;
}

const JvmFrame* JvmSite::UsersFrame() const {
  const auto found = std::find_if(stack.begin(), stack.end(),
                                  [](const JvmFrame& frame) { return !frame.OfRuntime(); });
  return found == stack.end() ? nullptr : &*found;
}

std::optional<JvmSites> ParseJvmSites(std::string_view text) {
  static constexpr std::string_view kHead = "seep-jvm-sites\t1\n";
  if (!text.starts_with(kHead)) return std::nullopt;
  text.remove_prefix(kHead.size());
  JvmSites sites;
  for (size_t end; (end = text.find('\n')) != std::string_view::npos;) {
    const std::string_view line = text.substr(0, end);
    if (line == "end") return sites;
    if (!ReadLine(SplitTabs(line), sites)) return std::nullopt;
    text.remove_prefix(end + 1);
  }
  return std::nullopt;
}

void RankJvmSites(JvmSites& sites, const JvmClasses& growth) {
  const auto weight = [&](const JvmSite& site) {
    return std::tuple(site.SteadyBytes(), GrowthOf(growth, site.type), site.Live().bytes);
  };
  std::stable_sort(
      sites.sites.begin(), sites.sites.end(),
      [&](const JvmSite& one, const JvmSite& other) { return weight(one) > weight(other); });
}

std::string WantedClasses(const JvmClasses& growth, size_t bytes_max) {
  std::vector<std::pair<int64_t, std::string>> grown;
  int64_t sum = 0;
  for (const auto& [name, counts] : growth) sum += std::max<int64_t>(counts.bytes, 0);
  for (const auto& [name, counts] : growth) {
    if (counts.bytes <= 0 || counts.bytes * kShareMin < sum) continue;
    grown.emplace_back(-counts.bytes, SignatureName(name));
  }
  std::sort(grown.begin(), grown.end());
  if (grown.size() > kJvmWantedMax) grown.resize(kJvmWantedMax);
  std::string wanted;
  for (const auto& [bytes, name] : grown) {
    if (wanted.size() + 1 + name.size() > bytes_max) continue;
    if (!wanted.empty()) wanted += ',';
    wanted += name;
  }
  return wanted;
}

}  // namespace seep
