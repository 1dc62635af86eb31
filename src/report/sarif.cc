#include "report/sarif.h"

#include <fmt/format.h>

#include <cctype>
#include <cstdint>
#include <string_view>

#include <nlohmann/json.hpp>

#include "base/version.h"
#include "model/frame_name.h"
#include "report/blamed_frame.h"
#include "report/fit.h"
#include "report/growth.h"
#include "report/source_path.h"
#include "report/summary.h"

namespace seep {
namespace {

using nlohmann::ordered_json;

constexpr char kRule[] = "memory-leak";
constexpr char kSchema[] =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
constexpr size_t kCallersMax = 8;  // more say little, and a review shows them all

// The file below the root; empty where it is elsewhere.
std::string BelowRoot(std::string_view file, const std::string& root) {
  file = SourcePath(file);
  if (file.starts_with('/')) {
    if (!file.starts_with(root) || file.size() <= root.size() + 1 || file[root.size()] != '/')
      return "";
    file.remove_prefix(root.size() + 1);
  }
  return file.starts_with('<') ? "" : ValidUtf8(file);
}

// RFC 3986, section 2.1: what is no path character is percent-encoded.
std::string UriOf(const std::string& path) {
  constexpr std::string_view kPlain = "-._~!$&'()*+,;=:@/";
  std::string uri;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || kPlain.find(c) != std::string_view::npos)
      uri += c;
    else
      uri += fmt::format("%{:02X}", byte);
  }
  return uri;
}

// A leak that a test lets pass is told of all the same.
const char* LevelOf(const NamedRun& named) {
  return CountsAs(named) == RunOutcome::kClean ? "note" : "error";
}

class Writer {
 public:
  explicit Writer(const std::string& root) : root_(root) {}

  // Null where no line of it can be shown.
  ordered_json Result(const NamedRun& named, const LeakSite& site, const SitePass& pass) const {
    const size_t line = LineToShow(site);
    if (line >= site.stack.size()) return nullptr;
    ordered_json result = {{"ruleId", kRule},
                           {"ruleIndex", 0},
                           {"level", LevelOf(named)},
                           {"message", {{"text", ValidUtf8(SiteMessage(named, site, pass))}}},
                           {"locations", {Location(site.stack[line], pass)}}};
    ordered_json callers = Callers(site, line, pass);
    if (!callers.empty()) result["relatedLocations"] = std::move(callers);
    result["partialFingerprints"] = {{"seepStack/v1", Fingerprint(site, pass)}};
    return result;
  }

 private:
  static std::string SiteMessage(const NamedRun& named, const LeakSite& site,
                                 const SitePass& pass) {
    const Frame* frame = BlamedFrame(site);
    return fmt::format(
        "{} a request stay allocated from here{}, {:.0f} % of the growth. Seen by Seep: {}.",
        FormatAmount(Meter::kLiveHeap, site.bytes_per_request.estimate),
        frame == nullptr ? "" : fmt::format(" ({})", BareName(NameOf(*frame, pass.modules))),
        site.share * 100, named.name);
  }

  // The blamed line, or the first outside of it that is below the root.
  size_t LineToShow(const LeakSite& site) const {
    for (size_t i = BlamedIndex(site); i < site.stack.size(); ++i) {
      if (Shows(site.stack[i])) return i;
    }
    return site.stack.size();
  }

  bool Shows(const Frame& frame) const {
    return frame.line > 0 && !BelowRoot(frame.file, root_).empty();
  }

  ordered_json Location(const Frame& frame, const SitePass& pass) const {
    return {{"physicalLocation",
             {{"artifactLocation",
               {{"uri", UriOf(BelowRoot(frame.file, root_))}, {"uriBaseId", "%SRCROOT%"}}},
              {"region", {{"startLine", frame.line}}}}},
            {"logicalLocations",
             {{{"fullyQualifiedName", ValidUtf8(BareName(NameOf(frame, pass.modules)))},
               {"kind", "function"}}}}};
  }

  ordered_json Callers(const LeakSite& site, size_t line, const SitePass& pass) const {
    ordered_json callers = ordered_json::array();
    for (size_t i = line + 1; i < site.stack.size() && callers.size() < kCallersMax; ++i) {
      if (!Shows(site.stack[i])) continue;
      ordered_json location = Location(site.stack[i], pass);
      location["id"] = callers.size() + 1;
      location["message"] = {{"text", "called from here"}};
      callers.push_back(std::move(location));
    }
    return callers;
  }

  // FNV-1a over the names of the functions.
  static std::string Fingerprint(const LeakSite& site, const SitePass& pass) {
    uint64_t hash = 0xcbf29ce484222325;
    for (size_t i = BlamedIndex(site); i < site.stack.size(); ++i) {
      for (const char c : BareName(NameOf(site.stack[i], pass.modules)) + "\n") {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
      }
    }
    return fmt::format("{:016x}", hash);
  }

  const std::string& root_;
};

// Of a run that leaks: those that have a line.
ordered_json ResultsOf(const NamedRun& named, const Writer& writer) {
  ordered_json results = ordered_json::array();
  if (OutcomeOf(*named.run) != RunOutcome::kLeak || !named.run->sites) return results;
  for (const LeakSite& site : named.run->sites->sites) {
    if (!site.grows && !site.in_steps) continue;
    ordered_json result = writer.Result(named, site, *named.run->sites);
    if (!result.is_null()) results.push_back(std::move(result));
  }
  return results;
}

// What has no place in the code.
ordered_json Notification(const NamedRun& named) {
  return {{"level", LevelOf(named)},
          {"message", {{"text", ValidUtf8(named.name + ": " + Summarize(*named.run).headline)}}}};
}

}  // namespace

std::string SarifReport(std::span<const NamedRun> runs, const std::string& root) {
  const Writer writer(root);
  ordered_json results = ordered_json::array();
  ordered_json notifications = ordered_json::array();
  bool failed = false;
  for (const NamedRun& named : runs) {
    const RunOutcome outcome = OutcomeOf(*named.run);
    failed = failed || outcome == RunOutcome::kFailed;
    const ordered_json of_run = ResultsOf(named, writer);
    results.insert(results.end(), of_run.begin(), of_run.end());
    if (outcome == RunOutcome::kFailed || (outcome == RunOutcome::kLeak && of_run.empty()))
      notifications.push_back(Notification(named));
  }
  ordered_json invocation = {{"executionSuccessful", !failed}};
  if (!notifications.empty()) invocation["toolExecutionNotifications"] = std::move(notifications);
  const ordered_json rule = {
      {"id", kRule},
      {"name", "MemoryLeak"},
      {"shortDescription", {{"text", "Memory grows with every request"}}},
      {"fullDescription",
       {{"text",
         "Under traffic, memory that is allocated here is not freed, and its growth does not slow "
         "down."}}},
      {"help",
       {{"text",
         "Free it, or bound the list, map or cache that keeps it. `seep run` on the server tells "
         "whether that helped."}}},
      {"defaultConfiguration", {{"level", "error"}}}};
  const ordered_json json = {
      {"$schema", kSchema},
      {"version", "2.1.0"},
      {"runs",
       {{{"tool", {{"driver", {{"name", "Seep"}, {"version", Version()}, {"rules", {rule}}}}}},
         {"invocations", {std::move(invocation)}},
         {"columnKind", "unicodeCodePoints"},
         {"results", std::move(results)}}}}};
  return json.dump(1) + "\n";
}

}  // namespace seep
