#include "heap/reader/symbolizer.h"

#include <string>
#include <utility>

#include "heap/reader/blame.h"
#include "heap/reader/module_file.h"

namespace seep {
namespace {

std::vector<std::string> Executables(std::span<const pid_t> processes) {
  std::vector<std::string> paths;
  for (const pid_t pid : processes) paths.push_back(ExecutableOf(pid));
  return paths;
}

}  // namespace

Symbolizer::Symbolizer(const ModuleTable& table, std::span<const pid_t> processes)
    : table_(table),
      processes_(processes.begin(), processes.end()),
      programs_(Executables(processes)) {}

Symbolizer::~Symbolizer() = default;

Symbolizer::Opened& Symbolizer::Open(size_t module) {
  const auto [entry, is_new] = opened_.try_emplace(module);
  if (!is_new) return entry->second;
  const Module& about = table_.Modules()[module];
  entry->second.own = programs_.Own(about.path);
  entry->second.info = DebugInfo::Open(OpenModule(about, processes_), about.path);
  return entry->second;
}

std::vector<Frame> Symbolizer::Find(CodePlace call) {
  Frame frame;
  if (call.module >= table_.Modules().size()) {
    frame.address = call.offset;
    return {frame};
  }
  const Module& module = table_.Modules()[call.module];
  frame.module = call.module;
  frame.module_offset = call.offset;
  frame.address = call.offset - module.file_offset + module.start;
  const Opened& opened = Open(call.module);
  frame.own = opened.own;
  std::vector<Frame> frames;
  if (opened.info) {
    for (SourceFrame& source : opened.info->At(call.offset)) {
      frame.own = opened.own && !FromLibrary(source);
      frame.function = std::move(source.function);
      frame.linkage_name = std::move(source.linkage_name);
      frame.file = std::move(source.file);
      frame.line = source.line;
      frame.inlined = source.inlined;
      frames.push_back(frame);
    }
  }
  if (frames.empty()) frames.push_back(std::move(frame));
  return frames;
}

std::vector<Frame> Symbolizer::At(CodePlace call) {
  const auto known = cache_.find(call);
  if (known != cache_.end()) return known->second;
  std::vector<Frame> frames = Find(call);
  if (cache_.size() < kCachedPlacesMax) cache_.emplace(call, frames);
  return frames;
}

void Symbolizer::Symbolize(LeakSite& site) {
  std::vector<Frame> stack;
  for (const Frame& call : site.stack) {
    const bool in_module = call.module < table_.Modules().size();
    for (Frame& frame : At({call.module, in_module ? call.module_offset : call.address})) {
      frame.address = call.address;
      stack.push_back(std::move(frame));
    }
  }
  site.stack = std::move(stack);
  const Blame blame = BlameOf(site.stack);
  site.top = blame.top;
  site.first_own = blame.first_own;
  site.last_own = blame.last_own;
}

std::vector<Module> Symbolizer::Modules() {
  std::vector<Module> modules = table_.Modules();
  for (size_t i = 0; i < modules.size(); ++i) {
    if (const auto& info = Open(i).info) modules[i].build_id = info->BuildId();
  }
  return modules;
}

}  // namespace seep
