#include <fmt/format.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

#include "base/address.h"
#include "base/fd.h"
#include "base/units.h"
#include "doctor/machine.h"
#include "process/target.h"
#include "sample/available_memory.h"

namespace seep {
namespace {

// Of its CPUs, the share from which on others take so much that a run waits for them: traffic and
// server want one each, of two.
constexpr double kBusyShare = 0.5;
// Connections take a descriptor each, and Seep some tens for itself: 1,024, the usual limit, is
// enough for the defaults, 4 and 16 connections, and -c 900.
constexpr uint64_t kFilesForMost = 1'024;
constexpr uint64_t kFilesOfOurOwn = 100;

std::string Content(const char* path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Those that this process may run on.
unsigned Cpus() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return static_cast<unsigned>(std::max(CPU_COUNT(&set), 1));
}

Finding MemoryFinding() {
  const std::string groups = ControlGroups(Content("/proc/self/cgroup"));
  const std::optional<uint64_t> available = AvailableMemory();
  if (!available) {
    return {.name = "memory",
            .usable = Usable::kPartly,
            .found = "the system does not say how much is free",
            .costs = "a large leak is not bounded by what there is",
            .advice = "give a bound: --memory-max 1G"};
  }
  return {.name = "memory",
          .found = fmt::format("{} available, control groups {}; traffic ends when a server has "
                               "grown by half of it (--memory-max)",
                               FormatBytes(static_cast<double>(*available)), groups)};
}

Finding SwapFinding() {
  std::ifstream swaps("/proc/swaps");
  std::string line;
  std::getline(swaps, line);  // the heading
  double total = 0;
  double used = 0;
  while (std::getline(swaps, line)) {
    std::istringstream words(line);
    std::string file, type;
    double size = 0, in_use = 0;
    if (!(words >> file >> type >> size >> in_use)) continue;
    total += size * 1024;
    used += in_use * 1024;
  }
  return {.name = "swap",
          .found = total == 0
                       ? "none"
                       : fmt::format("{} of {} used; a server's pages in it are counted as held",
                                     FormatBytes(used), FormatBytes(total))};
}

Finding PortFinding() {
  const Result<uint16_t> port = FreePort();
  if (!port) {
    return {.name = "ports",
            .usable = Usable::kNo,
            .found = port.error().message,
            .costs = "no server can be started on a free port",
            .advice = "name one: --port PORT, or {socket} in the command"};
  }
  return {.name = "ports", .found = "there are free ones on 127.0.0.1"};
}

Finding Ipv6Finding() {
  const auto addresses = Resolve("::1", 0);
  bool bound = false;
  if (addresses) {
    const SocketAddress& address = addresses->front();
    const UniqueFd socket(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    bound = socket && ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address.storage),
                             address.bytes) == 0;
  }
  if (bound) return {.name = "IPv6", .found = "::1 is there (--host ::1)"};
  return {.name = "IPv6",
          .usable = Usable::kPartly,
          .found = "this machine has no ::1",
          .costs = "a server that listens there only cannot be driven",
          .advice = "have it listen on 127.0.0.1"};
}

}  // namespace

Finding CpuFinding(unsigned cpus, double load) {
  Finding finding{.name = "CPUs", .found = fmt::format("{}, load {:.1f}", cpus, load)};
  if (load >= kBusyShare * cpus) {
    finding.usable = Usable::kPartly;
    finding.costs = "other programs take turns with server and traffic: a verdict takes longer";
    finding.advice = "let nothing else run beside a test that measures";
  } else if (cpus == 1) {
    finding.usable = Usable::kPartly;
    finding.costs = "server and traffic share it: fewer requests in the same time";
    finding.advice = "give a run more time: -t 1m";
  }
  return finding;
}

Finding HugePageFinding(const std::string& enabled) {
  Finding finding{.name = "huge pages", .found = "none by themselves"};
  if (enabled.find("[madvise]") != std::string::npos) finding.found = "where a program asks";
  if (enabled.find("[always]") == std::string::npos) return finding;
  finding.usable = Usable::kPartly;
  finding.found = "everywhere (transparent_hugepage is \"always\")";
  finding.costs =
      "anonymous memory grows in steps of 2 MiB, in which a small leak shows late; the "
      "live heap and runtimes' heaps are as exact as ever";
  finding.advice = "as root: echo madvise > /sys/kernel/mm/transparent_hugepage/enabled";
  return finding;
}

Finding OpenFileFinding(uint64_t soft, uint64_t hard) {
  const uint64_t connections = soft - std::min(soft, kFilesOfOurOwn);
  Finding finding{.name = "open files",
                  .found = fmt::format("{}, which is enough for -c {}", soft, connections)};
  if (soft >= kFilesForMost) return finding;
  finding.usable = Usable::kPartly;
  finding.costs = "no more connections at once than that, and a server that Seep starts has as few";
  finding.advice = hard >= kFilesForMost ? fmt::format("ulimit -n {}", kFilesForMost)
                                         : "have the hard limit raised: ulimit -Hn";
  return finding;
}

std::string ControlGroups(const std::string& proc_self_cgroup) {
  std::istringstream lines(proc_self_cgroup);
  bool any = false;
  // "4:memory:/a/b"; of version 2 there are no controllers, "0::/a/b".
  for (std::string line; std::getline(lines, line); any = true) {
    if (line.find(":memory:") != std::string::npos) return "version 1";
  }
  return any ? "version 2" : "none";
}

std::vector<Finding> ExamineMachine() {
  double load = 0;
  if (::getloadavg(&load, 1) != 1) load = 0;
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  return {CpuFinding(Cpus(), load),
          MemoryFinding(),
          HugePageFinding(Content("/sys/kernel/mm/transparent_hugepage/enabled")),
          SwapFinding(),
          OpenFileFinding(files.rlim_cur, files.rlim_max),
          PortFinding(),
          Ipv6Finding()};
}

}  // namespace seep
