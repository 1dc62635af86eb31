#include <dirent.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>

#include "base/fd.h"
#include "base/proc_stat.h"
#include "process/proc_scan.h"
#include "process/tree.h"

namespace seep {
namespace {

constexpr milliseconds kOthersKnown{100};

struct Link {
  pid_t pid;
  pid_t parent;
  bool ended;
};

bool AnyThreadBusy(pid_t pid) {
  const std::string path = "/proc/" + std::to_string(pid) + "/task";
  const std::unique_ptr<DIR, int (*)(DIR*)> tasks(::opendir(path.c_str()), ::closedir);
  if (!tasks) return false;
  std::array<char, 1024> line;
  while (const dirent* task = ::readdir(tasks.get())) {
    if (task->d_name[0] == '.') continue;
    const std::string name = std::string(task->d_name) + "/stat";
    const UniqueFd file(::openat(::dirfd(tasks.get()), name.c_str(), O_RDONLY | O_CLOEXEC));
    const ssize_t size = file ? ::read(file.get(), line.data(), line.size()) : -1;
    if (size <= 0) continue;
    const auto stat = ParseProcStat(std::string_view(line.data(), static_cast<size_t>(size)));
    if (stat && (stat->state == 'R' || stat->state == 'D')) return true;
  }
  return false;
}

// A zombie is kept as a link: its children may have been read before they were handed over.
std::vector<Link> ReadLinks(std::span<const pid_t> skip) {
  std::vector<Link> links;
  ProcScan scan;
  while (const auto stat = scan.Next(skip)) {
    links.push_back({stat->pid, stat->parent, stat->Ended()});
  }
  return links;
}

// Root first; empty if it has ended. Sorts the links by parent.
std::vector<Link> Below(pid_t root, std::vector<Link>& links) {
  const bool root_lives = std::any_of(links.begin(), links.end(), [root](const Link& link) {
    return link.pid == root && !link.ended;
  });
  if (!root_lives) return {};
  std::sort(links.begin(), links.end(),
            [](const Link& a, const Link& b) { return a.parent < b.parent; });
  std::vector<Link> found = {{root, 0, false}};
  for (size_t i = 0; i < found.size(); ++i) {
    const auto by_parent = [](const Link& link, pid_t parent) { return link.parent < parent; };
    const pid_t parent = found[i].pid;
    for (auto child = std::lower_bound(links.begin(), links.end(), parent, by_parent);
         child != links.end() && child->parent == parent; ++child) {
      found.push_back(*child);
    }
  }
  return found;
}

std::vector<pid_t> PidsOf(std::span<const Link> links) {
  std::vector<pid_t> pids;
  for (const Link& link : links) pids.push_back(link.pid);
  std::sort(pids.begin(), pids.end());
  return pids;
}

// Ascending. Not those whose parent was not seen: they may be handed over just now.
std::vector<pid_t> Others(std::span<const Link> links, std::span<const Link> tree) {
  const std::vector<pid_t> known = PidsOf(links);
  const std::vector<pid_t> own = PidsOf(tree);
  const auto is_in = [](const std::vector<pid_t>& pids, pid_t pid) {
    return std::binary_search(pids.begin(), pids.end(), pid);
  };
  std::vector<pid_t> others;
  for (const Link& link : links) {
    if (!is_in(own, link.pid) && (link.parent == 0 || is_in(known, link.parent)))
      others.push_back(link.pid);
  }
  std::sort(others.begin(), others.end());
  return others;
}

std::vector<pid_t> Living(std::span<const Link> tree) {
  std::vector<pid_t> living;
  for (const Link& link : tree) {
    if (!link.ended) living.push_back(link.pid);
  }
  return living;
}

}  // namespace

std::vector<pid_t> ProcessTree(pid_t root) {
  std::vector<Link> links = ReadLinks({});
  return Living(Below(root, links));
}

std::vector<pid_t> ProcessTreeReader::Read() {
  const std::lock_guard lock(mutex_);
  const TimePoint now = Clock::now();
  const bool all = !others_read_ || now - *others_read_ >= kOthersKnown;
  if (all) others_.clear();
  std::vector<Link> links = ReadLinks(others_);
  const std::vector<Link> tree = Below(root_, links);
  if (all) {
    others_ = Others(links, tree);
    others_read_ = now;
  }
  return Living(tree);
}

double ProcessCpuSeconds(pid_t pid) {
  clockid_t clock{};
  timespec time{};
  if (::clock_getcpuclockid(pid, &clock) != 0 || ::clock_gettime(clock, &time) != 0) return 0;
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

uint64_t EndedChildFaults(pid_t pid) {
  const auto stat = ReadProcStat(pid);
  return stat ? stat->child_faults : 0;
}

bool AnyThreadBusy(std::span<const pid_t> pids) {
  return std::any_of(pids.begin(), pids.end(), [](pid_t pid) { return AnyThreadBusy(pid); });
}

}  // namespace seep
