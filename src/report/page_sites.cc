#include "report/page_sites.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <tuple>

#include <nlohmann/json.hpp>

#include "model/frame_name.h"
#include "report/blamed_frame.h"
#include "report/growth.h"
#include "report/page_number.h"

namespace seep {
namespace {

using nlohmann::ordered_json;

constexpr size_t kStacksMax = 100;
constexpr int kLinesAround = 3;        // of source code, either side of the line that is meant
constexpr size_t kLineBytesMax = 200;  // more is no line that a person wrote

class Frames {
 public:
  Frames(const SitePass& pass, const SourceLines& source) : pass_(pass), source_(source) {}

  // Its index in `json()`.
  size_t IndexOf(const Frame& frame) {
    const std::string name = NameOf(frame, pass_.modules);
    const auto [entry, is_new] =
        indices_.try_emplace({name, frame.file, frame.line, frame.own}, json_.size());
    if (is_new) json_.push_back(ToJson(frame, name));
    return entry->second;
  }

  ordered_json&& json() { return std::move(json_); }

 private:
  ordered_json ToJson(const Frame& frame, const std::string& name) const {
    ordered_json json = {{"function", name}, {"own", frame.own}};
    if (const std::string bare = BareName(name); bare != name) json["bare"] = bare;
    if (frame.module < pass_.modules.size()) json["module"] = pass_.modules[frame.module].path;
    if (frame.file.empty()) return json;
    json["file"] = frame.file;
    if (frame.line <= 0) return json;
    json["line"] = frame.line;
    if (frame.own) AddSource(frame, json);
    return json;
  }

  std::string LineOf(const std::string& file, int line) const {
    return line < 1 ? "" : source_(file, line).substr(0, kLineBytesMax);
  }

  // The lines around it; none where that line itself cannot be read.
  void AddSource(const Frame& frame, ordered_json& json) const {
    if (!source_ || source_(frame.file, frame.line).empty()) return;
    const int from = std::max(frame.line - kLinesAround, 1);
    json["source"] = {{"from", from}, {"lines", ordered_json::array()}};
    for (int line = from; line <= frame.line + kLinesAround; ++line)
      json["source"]["lines"].push_back(LineOf(frame.file, line));
  }

  const SitePass& pass_;
  const SourceLines& source_;
  std::map<std::tuple<std::string, std::string, int, bool>, size_t> indices_;
  ordered_json json_ = ordered_json::array();
};

ordered_json ToJson(const Slope& slope) {
  return {{"estimate", PageNumber(slope.estimate)},
          {"low", PageNumber(slope.low)},
          {"high", PageNumber(slope.high)}};
}

ordered_json ToJson(const LeakSite& site, Frames& frames) {
  const Slope& bytes = site.bytes_per_request;
  const auto text = [](double slope) { return FormatSlope(Meter::kLiveHeap, slope); };
  ordered_json json = {{"grows", site.grows},
                       {"in_steps", site.in_steps},
                       {"bytes_per_request", ToJson(bytes)},
                       {"growth", text(bytes.estimate) + " a request"},
                       {"interval", text(bytes.low) + " … " + text(bytes.high)},
                       {"blocks_per_request", PageNumber(site.blocks_per_request.estimate)},
                       {"share", PageNumber(site.share)},
                       {"live_blocks", PageNumber(site.live_blocks)},
                       {"live_bytes", PageNumber(site.live_bytes)},
                       {"blamed", BlamedIndex(site)},
                       {"top", site.top}};
  if (site.last_own < site.stack.size()) json["last_own"] = site.last_own;
  if (!site.type.empty()) json["class"] = site.type;
  if (!site.held_by.empty()) json["held_by"] = site.held_by;
  json["stack"] = ordered_json::array();
  for (const Frame& frame : site.stack) json["stack"].push_back(frames.IndexOf(frame));
  return json;
}

}  // namespace

ordered_json PageSites(const SitePass& pass, const SourceLines& source) {
  Frames frames(pass, source);
  ordered_json stacks = ordered_json::array();
  const size_t count = std::min(pass.sites.size(), kStacksMax);
  for (size_t i = 0; i < count; ++i) stacks.push_back(ToJson(pass.sites[i], frames));
  ordered_json json = {{"requests", pass.requests},
                       {"rounds", pass.rounds},
                       {"sampled_one_in", pass.sampled_one_in},
                       {"left_out", pass.sites.size() - count},
                       {"stacks", std::move(stacks)},
                       {"frames", frames.json()}};
  if (!pass.problem.empty()) json["problem"] = pass.problem;
  return json;
}

}  // namespace seep
