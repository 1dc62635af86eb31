#include <elf.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cstring>
#include <string_view>
#include <vector>

#include "base/proc_stat.h"
#include "heap/reader/module_file.h"
#include "heap/reader/proc_file.h"
#include "heap/reader/unseen.h"

namespace seep {
namespace {

constexpr size_t kProgramsMax = 1024;  // remembered; what is forgotten is looked at again

std::string ProcPath(pid_t pid, const char* name) { return fmt::format("/proc/{}/{}", pid, name); }

std::pair<uint64_t, uint64_t> IdOf(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return {0, 0};
  return {info.st_dev, info.st_ino};
}

std::string NameOf(pid_t pid) {
  const std::string program = ExecutableOf(pid);
  if (program.empty()) return "a process";
  const std::string_view name = std::string_view(program).substr(program.rfind('/') + 1);
  return std::string(name.substr(0, name.rfind(" (deleted)")));
}

bool Maps(std::string_view maps, const std::string& path) {
  return maps.find(" " + path + "\n") != std::string_view::npos ||
         maps.find(" " + path + " (deleted)\n") != std::string_view::npos;
}

// Whether the kernel told the loader that the program has more rights than its caller
// (getauxval(3), AT_SECURE).
bool IsSecure(pid_t pid) {
  const std::string vector = ReadWholeFile(ProcPath(pid, "auxv"));
  Elf64_auxv_t entry;
  for (size_t at = 0; at + sizeof entry <= vector.size(); at += sizeof entry) {
    std::memcpy(&entry, vector.data() + at, sizeof entry);
    if (entry.a_type == AT_SECURE) return entry.a_un.a_val != 0;
  }
  return false;
}

}  // namespace

UnseenProcesses::UnseenProcesses(std::string library, std::string region)
    : library_(std::move(library)), region_(std::move(region)) {}

UnseenCount UnseenProcesses::Count(std::span<const ProcessCounts> processes) {
  std::vector<FileId> programs;
  std::set<FileId> allocating;
  for (const ProcessCounts& process : processes) {
    programs.push_back(IdOf(ProcPath(process.pid, "exe")));
    if (process.allocations > 0) allocating.insert(programs.back());
  }
  UnseenCount unseen;
  Fates fates;
  for (size_t i = 0; i < processes.size(); ++i) {
    const ProcessCounts& process = processes[i];
    const std::string why = process.slots > 0 ? WhyWithSlot(process, programs[i], allocating)
                                              : WhyWithoutSlot(process.pid, programs[i], fates);
    if (why.empty() || ++unseen.processes > 1) continue;
    unseen.first = fmt::format("{} (pid {}) {}", NameOf(process.pid), process.pid, why);
  }
  fates_ = std::move(fates);
  return unseen;
}

const Visibility& UnseenProcesses::VisibilityOfProgram(pid_t pid, const FileId& program) {
  if (programs_.size() >= kProgramsMax) programs_.clear();
  const auto [known, added] = programs_.try_emplace(program);
  if (added) known->second = VisibilityOf(ProcPath(pid, "exe"), "");
  return known->second;
}

std::string UnseenProcesses::WhyWithSlot(const ProcessCounts& process, const FileId& program,
                                         const std::set<FileId>& allocating) {
  // Its file may say that nothing can be loaded into it, and be wrong: the library was.
  const Visibility& visibility = VisibilityOfProgram(process.pid, program);
  if (visibility.preload == Preload::kOwnHeap) return visibility.why;
  const bool own = process.allocations == 0 && process.maps && !allocating.contains(program);
  return own ? "maps memory and never calls malloc: it has an allocator of its own" : "";
}

std::string UnseenProcesses::WhyWithoutSlot(pid_t pid, const FileId& program, Fates& fates) {
  const std::string line = ReadWholeFile(ProcPath(pid, "stat"));
  const auto stat = ParseProcStat(line);
  if (!stat || stat->Ended()) return {};
  Fate& fate = fates[pid];
  const auto before = fates_.find(pid);
  const bool known = before != fates_.end() && before->second.program == program &&
                     before->second.start_ticks == stat->start_ticks;
  if (known && before->second.certain) {
    fate = before->second;
    return fate.why;
  }
  fate.start_ticks = stat->start_ticks;
  fate.program = program;
  if (IdOf(ProcPath(pid, "ns/pid")) != IdOf("/proc/self/ns/pid")) {
    fate.certain = true;
    fate.why = "has a PID namespace of its own, so that its counts cannot be told to be its own";
    return fate.why;
  }
  if (Maps(ReadWholeFile(ProcPath(pid, "maps")), region_)) {
    fate.certain = true;
    return {};
  }
  const bool running = stat->state == 'R' || stat->state == 'D';
  if (running && !known) return {};
  fate.certain = true;
  fate.why = WhyNotLoaded(pid, program);
  return fate.why;
}

std::string UnseenProcesses::WhyNotLoaded(pid_t pid, const FileId& program) {
  const std::string environment = ReadWholeFile(ProcPath(pid, "environ"));
  if (Maps(ReadWholeFile(ProcPath(pid, "maps")), library_)) {
    if (environment.find(region_) == std::string::npos) {
      return "was started without Seep's variables: its environment was cleared";
    }
    return "could not open the memory shared with Seep: it runs as another user, or with another "
           "root folder";
  }
  const Visibility& visibility = VisibilityOfProgram(pid, program);
  if (!visibility.why.empty()) return visibility.why;
  if (IsSecure(pid)) {
    return "has more rights than its caller, so that the loader ignores LD_PRELOAD";
  }
  if (environment.find(library_) == std::string::npos) {
    return "was started without Seep's LD_PRELOAD: its environment was cleared";
  }
  return "has not loaded " + library_;
}

}  // namespace seep
