#include "record/hunt_reader.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "record/run_reader.h"

namespace seep {
namespace {

constexpr std::string_view kSchema = "seep.hunt/1";

}  // namespace

Result<RecordedRuns> ReadRuns(std::string_view json, const std::string& name) {
  const nlohmann::json document = nlohmann::json::parse(json, nullptr, false);
  RecordedRuns recorded;
  recorded.hunt = document.is_object() && document.value("schema", nlohmann::json()) == kSchema;
  if (!recorded.hunt) {
    Result<RunResult> run = ReadRun(json, name);
    if (!run) return tl::unexpected(run.error());
    recorded.runs.push_back(std::move(*run));
    return recorded;
  }
  const auto runs = document.find("runs");
  if (runs == document.end() || !runs->is_array())
    return Fail(ErrorKind::kBadInput, Fault::kUser, name + ": runs: expected an array");
  for (size_t i = 0; i < runs->size(); ++i) {
    const std::string run_name = fmt::format("{}: runs[{}]", name, i);
    const auto& entry = (*runs)[i];
    if (!entry.is_object() || !entry.contains("run"))
      return Fail(ErrorKind::kBadInput, Fault::kUser, run_name + ": run is missing");
    Result<RunResult> run = ReadRun(entry["run"].dump(), run_name);
    if (!run) return tl::unexpected(run.error());
    recorded.runs.push_back(std::move(*run));
  }
  return recorded;
}

}  // namespace seep
