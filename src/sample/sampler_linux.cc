#include <fmt/format.h>
#include <sys/resource.h>
#include <time.h>

#include <cerrno>
#include <cstdint>
#include <string>

#include "base/proc_stat.h"
#include "sample/proc_process.h"
#include "sample/sampler.h"
#include "sample/smaps.h"

namespace seep {
namespace {

double CpuSeconds(pid_t pid) {
  clockid_t clock{};
  timespec time{};
  if (::clock_getcpuclockid(pid, &clock) != 0 || ::clock_gettime(clock, &time) != 0) return 0;
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

int64_t DescriptorsMax(pid_t pid) {
  rlimit limit{};
  if (::prlimit(pid, RLIMIT_NOFILE, nullptr, &limit) != 0) return 0;
  return limit.rlim_cur > INT32_MAX ? INT32_MAX : static_cast<int64_t>(limit.rlim_cur);
}

class ProcSampler final : public Sampler {
 public:
  Result<Sample> Read(std::span<const pid_t> pids, bool mappings) override {
    Sample sample;
    HeldByMapping held;
    for (const pid_t pid : pids) {
      ProcessSample process;
      process.pid = pid;
      const int error = ReadProcess(process, mappings ? &held : nullptr);
      if (error == ENOENT || error == ESRCH) continue;
      if (error != 0) return Refused(process, error);
      sample.processes.push_back(std::move(process));
    }
    if (sample.processes.empty()) {
      return Fail(ErrorKind::kExited, Fault::kTarget,
                  "no process is left whose memory could be read");
    }
    sample.mappings = held.Sorted();
    return sample;
  }

 private:
  // 0, or an errno: ENOENT and ESRCH when the process is gone.
  int ReadProcess(ProcessSample& sample, HeldByMapping* held) {
    const ProcProcess process(sample.pid);
    if (const int error = process.Read("stat", text_)) return error;
    const auto stat = ParseProcStat(text_);
    if (!stat || stat->Ended()) return ESRCH;
    sample.name = stat->name;
    sample.threads = stat->threads;
    sample.start_ticks = stat->start_ticks;
    if (const int error = ReadMemory(process, sample.memory)) return error;
    if (const int error = process.CountDescriptors(sample.descriptors)) return error;
    sample.descriptors_max = DescriptorsMax(sample.pid);
    if (const int error = process.CountLines("maps", text_, sample.mappings)) return error;
    sample.cpu_seconds = CpuSeconds(sample.pid);
    if (held == nullptr) return 0;
    const std::vector<uint64_t> stack_pointers = process.StackPointers(text_);
    if (const int error = process.Read("smaps", text_)) return error;
    held->Add(text_, stack_pointers);
    return 0;
  }

  int ReadMemory(const ProcProcess& process, MemoryBytes& memory) {
    int error = process.Read("smaps_rollup", text_);
    // Linux before 4.14 has no rollup; smaps sums up to the same.
    if (error == ENOENT) error = process.Read("smaps", text_);
    if (error != 0) return error;
    const auto parsed = ParseSmaps(text_);
    if (!parsed) return ESRCH;
    memory = *parsed;
    return 0;
  }

  static tl::unexpected<Error> Refused(const ProcessSample& process, int error) {
    const bool refused = error == EACCES || error == EPERM;
    return Fail(refused ? ErrorKind::kPermission : ErrorKind::kIo, Fault::kSampler,
                fmt::format("cannot read the memory of process {}{}: {}{}", process.pid,
                            process.name.empty() ? "" : fmt::format(" ({})", process.name),
                            ErrnoText(error),
                            refused ? "; run seep as that process's user, or as root" : ""),
                error);
  }

  std::string text_;  // of one file at a time; its memory is used again from sample to sample
};

}  // namespace

std::unique_ptr<Sampler> MakeSampler() { return std::make_unique<ProcSampler>(); }

}  // namespace seep
