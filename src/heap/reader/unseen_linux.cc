#include <elf.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cstring>

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
  for (size_t i = 0; i < processes.size(); ++i) {
    const ProcessCounts& process = processes[i];
    std::string why = FateOf(process, programs[i]).why;
    if (!why.empty() && process.slots > 0) unseen.outlived.push_back(process.pid);
    if (why.empty() && process.slots > 0) why = WhyOwnHeap(process, programs[i], allocating);
    if (why.empty() || ++unseen.processes > 1) continue;
    unseen.first = fmt::format("{} (pid {}) {}", NameOf(process.pid), process.pid, why);
  }
  Forget(processes);
  return unseen;
}

const Visibility& UnseenProcesses::VisibilityOfProgram(pid_t pid, const FileId& program) {
  if (programs_.size() >= kProgramsMax) programs_.clear();
  const auto [known, added] = programs_.try_emplace(program);
  if (added) known->second = VisibilityOf(ProcPath(pid, "exe"), "");
  return known->second;
}

const UnseenProcesses::Fate& UnseenProcesses::FateOf(const ProcessCounts& process,
                                                     const FileId& program) {
  const auto [known, added] = fates_.try_emplace(process.pid);
  Fate& fate = known->second;
  bool seen_before = !added && fate.program == program;
  // The common case, and cheap. A slot of a namesake would have been emptied when that was gone.
  const bool counts = process.slots > 0;
  if (seen_before && fate.certain && counts && fate.why.empty()) return fate;
  const std::string line = ReadWholeFile(ProcPath(process.pid, "stat"));
  const auto stat = ParseProcStat(line);
  const uint64_t start_ticks = stat ? stat->start_ticks : 0;
  seen_before = seen_before && fate.start_ticks == start_ticks;
  if (seen_before && fate.certain && !counts) return fate;
  fate = {.program = program, .start_ticks = start_ticks};
  if (stat && !stat->Ended()) {
    Examine(process, seen_before || (stat->state != 'R' && stat->state != 'D'), fate);
  }
  return fate;
}

// `past_loader`: what it has not mapped by now, it will not map.
void UnseenProcesses::Examine(const ProcessCounts& process, bool past_loader, Fate& fate) {
  const pid_t pid = process.pid;
  const std::string maps = ReadWholeFile(ProcPath(pid, "maps"));
  const bool other_namespace = IdOf(ProcPath(pid, "ns/pid")) != IdOf("/proc/self/ns/pid");
  if (process.slots == 0 && maps.empty()) {
    fate.why = "cannot be read: it runs as another user";
  } else if (process.slots == 0 && other_namespace) {
    fate.why = "has a PID namespace of its own, so its counts cannot be attributed to it";
  } else if (!maps.empty() && !Maps(maps, region_)) {
    if (!past_loader) return;
    fate.why = WhyNotLoaded(pid, maps, fate.program);
  }
  fate.certain = true;
}

std::string UnseenProcesses::WhyNotLoaded(pid_t pid, std::string_view maps, const FileId& program) {
  const std::string environment = ReadWholeFile(ProcPath(pid, "environ"));
  const Visibility& visibility = VisibilityOfProgram(pid, program);
  const bool loaded = Maps(maps, library_);
  const bool refuted = loaded && visibility.preload == Preload::kIgnored;
  if (!visibility.why.empty() && !refuted) return visibility.why;
  if (loaded && environment.find(region_) == std::string::npos) {
    return "was started without Seep's variables: its environment was cleared";
  }
  if (loaded) {
    return "could not open the memory shared with Seep: it runs as another user, or with another "
           "root folder";
  }
  if (IsSecure(pid)) {
    return "has more privileges than its caller, so the loader ignores LD_PRELOAD";
  }
  if (environment.find(library_) == std::string::npos) {
    return "was started without Seep's LD_PRELOAD: its environment was cleared";
  }
  return "has not loaded " + library_;
}

std::string UnseenProcesses::WhyOwnHeap(const ProcessCounts& process, const FileId& program,
                                        const std::set<FileId>& allocating) {
  // Its file may say that nothing can be loaded into it, and be wrong: the library was.
  const Visibility& visibility = VisibilityOfProgram(process.pid, program);
  if (visibility.preload == Preload::kOwnHeap) return visibility.why;
  const bool own = process.allocations == 0 && process.maps && !allocating.contains(program);
  return own ? "maps memory and never calls malloc: it has an allocator of its own" : "";
}

void UnseenProcesses::Forget(std::span<const ProcessCounts> but) {
  std::set<pid_t> kept;
  for (const ProcessCounts& process : but) kept.insert(process.pid);
  std::erase_if(fates_, [&](const auto& fate) { return !kept.contains(fate.first); });
}

}  // namespace seep
