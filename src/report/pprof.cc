#include "report/pprof.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <protozero/pbf_writer.hpp>

#include "model/frame_name.h"
#include "report/gzip.h"

namespace seep {
namespace {

using protozero::pbf_writer;

// Field numbers of profile.proto.
namespace field {
enum Profile : uint32_t {
  kSampleType = 1,
  kSample = 2,
  kMapping = 3,
  kLocation = 4,
  kFunction = 5,
  kStringTable = 6,
  kComment = 13,
  kDefaultSampleType = 14
};
enum ValueType : uint32_t { kType = 1, kUnit = 2 };
enum Sample : uint32_t { kLocationIds = 1, kValues = 2 };
enum Mapping : uint32_t {
  kMappingId = 1,
  kStart = 2,
  kLimit = 3,
  kOffset = 4,
  kMappingFile = 5,
  kBuildId = 6,
  kHasFunctions = 7,
  kHasFiles = 8,
  kHasLines = 9,
  kHasInlined = 10
};
enum Location : uint32_t { kLocationId = 1, kMappingOfLocation = 2, kAddress = 3, kLine = 4 };
enum Line : uint32_t { kFunctionOfLine = 1, kLineNumber = 2 };
enum Function : uint32_t { kFunctionId = 1, kName = 2, kSystemName = 3, kFunctionFile = 4 };
}  // namespace field

// Builds the messages that refer to each other by number. Ids count from 1, strings from 0.
class ProfileBuilder {
 public:
  explicit ProfileBuilder(const SitePass& pass) : pass_(pass) { String(""); }

  std::string Build() {
    AddValueType("inuse_objects", "count");
    AddValueType("inuse_space", "bytes");
    AddValueType("growth_space", "bytes");
    for (const LeakSite& site : pass_.sites) AddSample(site);
    for (size_t i = 0; i < pass_.modules.size(); ++i) AddMapping(i);
    if (unknown_used_) AddUnknownMapping();
    AddComments();
    profile_.add_int64(field::kDefaultSampleType, String("inuse_space"));
    for (const std::string& text : strings_) profile_.add_string(field::kStringTable, text);
    return std::move(bytes_);
  }

 private:
  using LocationKey = std::tuple<size_t, uint64_t, size_t>;  // module, place, functions there
  using FunctionKey = std::tuple<std::string, std::string, std::string>;

  int64_t String(const std::string& text) {
    const auto [known, is_new] =
        string_ids_.try_emplace(text, static_cast<int64_t>(strings_.size()));
    if (is_new) strings_.push_back(text);
    return known->second;
  }

  void AddValueType(const char* type, const char* unit) {
    const int64_t type_id = String(type);
    const int64_t unit_id = String(unit);
    pbf_writer value_type(profile_, field::kSampleType);
    value_type.add_int64(field::kType, type_id);
    value_type.add_int64(field::kUnit, unit_id);
  }

  void AddSample(const LeakSite& site) {
    const double growth =
        site.grows ? site.bytes_per_request.estimate * static_cast<double>(pass_.requests) : 0;
    const std::vector<int64_t> values = {std::llround(site.live_blocks),
                                         std::llround(site.live_bytes), std::llround(growth)};
    if (site.top >= site.stack.size()) return;
    if (std::all_of(values.begin(), values.end(), [](int64_t value) { return value == 0; })) return;
    std::vector<uint64_t> locations;
    for (size_t first = site.top; first < site.stack.size();) {
      size_t last = first;  // the function that those before it are inlined into
      while (site.stack[last].inlined && last + 1 < site.stack.size()) ++last;
      locations.push_back(LocationOf(std::span(site.stack).subspan(first, last - first + 1)));
      first = last + 1;
    }
    pbf_writer sample(profile_, field::kSample);
    sample.add_packed_uint64(field::kLocationIds, locations.begin(), locations.end());
    sample.add_packed_int64(field::kValues, values.begin(), values.end());
  }

  uint64_t LocationOf(std::span<const Frame> frames) {
    const Frame& frame = frames.back();
    const bool in_module = frame.module < pass_.modules.size();
    const LocationKey key{in_module ? frame.module : SIZE_MAX,
                          in_module ? frame.module_offset : frame.address, frames.size()};
    const auto [known, is_new] = locations_.try_emplace(key, locations_.size() + 1);
    if (!is_new) return known->second;
    std::vector<uint64_t> functions;
    for (const Frame& function : frames) functions.push_back(FunctionOf(function));

    pbf_writer location(profile_, field::kLocation);
    location.add_uint64(field::kLocationId, known->second);
    location.add_uint64(field::kMappingOfLocation, MappingOf(frame));
    location.add_uint64(field::kAddress, AddressOf(frame));
    for (size_t i = 0; i < frames.size(); ++i) {
      pbf_writer line(location, field::kLine);
      line.add_uint64(field::kFunctionOfLine, functions[i]);
      line.add_int64(field::kLineNumber, frames[i].line);
    }
    return known->second;
  }

  uint64_t FunctionOf(const Frame& frame) {
    const std::string name = NameOf(frame, pass_.modules);
    // pprof takes a C++ name that is also the system name for a mangled one, and spoils it.
    const std::string system_name =
        frame.linkage_name.empty() ? BareName(name) : frame.linkage_name;
    const auto [known, is_new] =
        functions_.try_emplace(FunctionKey{name, system_name, frame.file}, functions_.size() + 1);
    if (!is_new) return known->second;
    const int64_t name_id = String(name);
    const int64_t system_id = String(system_name);
    const int64_t file_id = String(frame.file);
    pbf_writer function(profile_, field::kFunction);
    function.add_uint64(field::kFunctionId, known->second);
    function.add_int64(field::kName, name_id);
    function.add_int64(field::kSystemName, system_id);
    function.add_int64(field::kFunctionFile, file_id);
    return known->second;
  }

  uint64_t MappingOf(const Frame& frame) {
    if (frame.module < pass_.modules.size()) return frame.module + 1;
    unknown_used_ = true;
    return pass_.modules.size() + 1;
  }

  // Within the mapping, though the frame's address may be another process's.
  uint64_t AddressOf(const Frame& frame) const {
    if (frame.module >= pass_.modules.size()) return frame.address;
    const Module& module = pass_.modules[frame.module];
    return frame.module_offset - module.file_offset + module.start;
  }

  // Which kinds of symbols the module's frames have. What it does not have, pprof looks for itself.
  template <class Has>
  bool AnyFrame(size_t module, Has has) const {
    for (const LeakSite& site : pass_.sites) {
      for (const Frame& frame : site.stack) {
        if (frame.module == module && has(frame)) return true;
      }
    }
    return false;
  }

  void AddMapping(size_t index) {
    const Module& module = pass_.modules[index];
    const int64_t path = String(module.path);
    const int64_t build_id = String(module.build_id);
    pbf_writer mapping(profile_, field::kMapping);
    mapping.add_uint64(field::kMappingId, index + 1);
    mapping.add_uint64(field::kStart, module.start);
    mapping.add_uint64(field::kLimit, module.limit);
    mapping.add_uint64(field::kOffset, module.file_offset);
    mapping.add_int64(field::kMappingFile, path);
    mapping.add_int64(field::kBuildId, build_id);
    const auto has = [&](auto test) { return AnyFrame(index, test); };
    mapping.add_bool(field::kHasFunctions, has([](const Frame& f) { return !f.function.empty(); }));
    mapping.add_bool(field::kHasFiles, has([](const Frame& f) { return !f.file.empty(); }));
    mapping.add_bool(field::kHasLines, has([](const Frame& f) { return f.line > 0; }));
    mapping.add_bool(field::kHasInlined, has([](const Frame& f) { return f.inlined; }));
  }

  void AddUnknownMapping() {
    const int64_t name = String("[unknown]");
    pbf_writer mapping(profile_, field::kMapping);
    mapping.add_uint64(field::kMappingId, pass_.modules.size() + 1);
    mapping.add_int64(field::kMappingFile, name);
    mapping.add_bool(field::kHasFunctions, true);
  }

  void AddComments() {
    std::vector<int64_t> comments = {
        String(fmt::format("seep: {} requests in {} rounds", pass_.requests, pass_.rounds))};
    if (pass_.sampled_one_in > 1) {
      comments.push_back(
          String(fmt::format("seep: estimates, from one block in {}", pass_.sampled_one_in)));
    }
    profile_.add_packed_int64(field::kComment, comments.begin(), comments.end());
  }

  const SitePass& pass_;
  std::string bytes_;
  pbf_writer profile_{bytes_};
  std::vector<std::string> strings_;
  std::map<std::string, int64_t> string_ids_;
  std::map<FunctionKey, uint64_t> functions_;
  std::map<LocationKey, uint64_t> locations_;
  bool unknown_used_ = false;
};

}  // namespace

std::string PprofProfile(const SitePass& pass) { return Gzip(ProfileBuilder(pass).Build()); }

}  // namespace seep
