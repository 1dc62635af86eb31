#include <algorithm>
#include <fstream>
#include <sstream>
#include <string_view>

#include "sample/available_memory.h"

namespace seep {
namespace {

std::optional<uint64_t> ReadNumber(const std::string& path) {
  std::ifstream file(path);
  uint64_t number = 0;
  if (file >> number) return number;
  return std::nullopt;  // no such file, or "max"
}

// The number behind a word at the beginning of a line.
std::optional<uint64_t> ReadField(const std::string& path, std::string_view name) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string word;
    uint64_t number = 0;
    if (words >> word >> number && word == name) return number;
  }
  return std::nullopt;
}

struct GroupFiles {
  const char* folder;  // of the hierarchy
  const char* most;
  const char* used;
};
constexpr GroupFiles kVersion1{"/sys/fs/cgroup/memory", "memory.limit_in_bytes",
                               "memory.usage_in_bytes"};
constexpr GroupFiles kVersion2{"/sys/fs/cgroup", "memory.max", "memory.current"};

// Pages of files that were not used of late are given up before the limit is reached.
std::optional<uint64_t> LeftInGroup(const std::string& folder, const GroupFiles& files) {
  const std::optional<uint64_t> most = ReadNumber(folder + "/" + files.most);
  const std::optional<uint64_t> used = ReadNumber(folder + "/" + files.used);
  if (!most || !used) return std::nullopt;
  const uint64_t idle = ReadField(folder + "/memory.stat", "inactive_file").value_or(0);
  const uint64_t needed = *used - std::min(*used, idle);
  return *most - std::min(*most, needed);
}

std::optional<uint64_t> Less(std::optional<uint64_t> a, std::optional<uint64_t> b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

// The group and all above it bound it. A container may see its own group as the root.
std::optional<uint64_t> LeftInGroups(const std::string& root, std::string path,
                                     const GroupFiles& files) {
  std::optional<uint64_t> left;
  for (;;) {
    left = Less(left, LeftInGroup(root + files.folder + path, files));
    const size_t slash = path.rfind('/');
    if (slash == std::string::npos) return left;
    path.resize(slash);
  }
}

std::optional<uint64_t> LeftByGroups(const std::string& root) {
  std::ifstream file(root + "/proc/self/cgroup");
  std::optional<uint64_t> left;
  for (std::string line; std::getline(file, line);) {
    const size_t first = line.find(':');
    const size_t second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const std::string path = line.substr(second + 1);
    if (controllers.empty()) left = Less(left, LeftInGroups(root, path, kVersion2));
    if (controllers == "memory") left = Less(left, LeftInGroups(root, path, kVersion1));
  }
  return left;
}

}  // namespace

std::optional<uint64_t> AvailableMemory(const std::string& root) {
  constexpr uint64_t kKibibyte = 1024;
  const std::optional<uint64_t> kibibytes = ReadField(root + "/proc/meminfo", "MemAvailable:");
  return Less(kibibytes ? std::optional(*kibibytes * kKibibyte) : std::nullopt, LeftByGroups(root));
}

}  // namespace seep
