#include "heap/reader/modules.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace seep {
namespace {

std::string_view Field(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  const std::string_view field = line.substr(0, line.find(' '));
  line.remove_prefix(field.size());
  return field;
}

bool Hexadecimal(std::string_view text, uint64_t& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  return error == std::errc() && end == text.data() + text.size();
}

// "55d0c0a00000-55d0c0a2b000 r-xp 00002000 fe:01 1234  /usr/bin/true"
std::optional<Module> ParseLine(std::string_view line) {
  const std::string_view range = Field(line);
  const std::string_view permissions = Field(line);
  const std::string_view offset = Field(line);
  Field(line);  // device
  Field(line);  // inode
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  const size_t dash = range.find('-');
  if (dash == std::string_view::npos || permissions.find('x') == std::string_view::npos) return {};
  if (!line.starts_with('/') && line != "[vdso]") return {};
  Module module;
  module.path = line;
  if (!Hexadecimal(range.substr(0, dash), module.start) ||
      !Hexadecimal(range.substr(dash + 1), module.limit) ||
      !Hexadecimal(offset, module.file_offset) || module.limit <= module.start) {
    return {};
  }
  return module;
}

}  // namespace

std::vector<Module> ParseModules(std::string_view maps) {
  std::vector<Module> modules;
  while (!maps.empty()) {
    const std::string_view line = maps.substr(0, maps.find('\n'));
    if (auto module = ParseLine(line)) modules.push_back(std::move(*module));
    maps.remove_prefix(std::min(line.size() + 1, maps.size()));
  }
  return modules;
}

size_t ModuleAt(std::span<const Module> modules, uint64_t address) {
  const auto above = std::partition_point(modules.begin(), modules.end(),
                                          [&](const Module& m) { return m.start <= address; });
  if (above == modules.begin() || address >= std::prev(above)->limit) return SIZE_MAX;
  return static_cast<size_t>(above - modules.begin()) - 1;
}

void ModuleTable::Add(pid_t pid) {
  const std::vector<Module> modules = ReadModules(pid);
  if (!modules.empty()) Add(pid, modules);
}

void ModuleTable::Add(pid_t pid, std::span<const Module> modules) {
  Process process;
  process.modules.assign(modules.begin(), modules.end());
  for (const Module& module : modules) process.indices.push_back(IndexOf(module));
  processes_[pid] = std::move(process);
}

size_t ModuleTable::IndexOf(const Module& module) {
  const auto [known, added] = by_path_.try_emplace(module.path, modules_.size());
  if (added) modules_.push_back(module);
  return known->second;
}

CodePlace ModuleTable::Locate(pid_t pid, uint64_t address) const {
  const CodePlace nowhere{SIZE_MAX, address};
  const auto process = processes_.find(pid);
  if (process == processes_.end()) return nowhere;
  const auto& [modules, indices] = process->second;
  const size_t module = ModuleAt(modules, address);
  if (module == SIZE_MAX) return nowhere;
  return {indices[module], FileOffset(modules[module], address)};
}

}  // namespace seep
