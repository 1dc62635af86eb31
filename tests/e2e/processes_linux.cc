#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "e2e/processes.h"

namespace seep::e2e {
namespace {

std::string Read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string ProcPath(pid_t pid, const char* name) {
  return "/proc/" + std::to_string(pid) + "/" + name;
}

bool HasEntry(pid_t pid, std::string_view entry) {
  const std::string environment = '\0' + Read(ProcPath(pid, "environ"));
  return environment.find('\0' + std::string(entry) + '\0') != std::string::npos;
}

bool ListensIn(const std::string& table, uint16_t port) {
  std::istringstream lines(Read(table));
  std::string line;
  std::getline(lines, line);  // the heading
  while (std::getline(lines, line)) {
    std::istringstream fields(line);
    std::string slot, local, remote, state;
    fields >> slot >> local >> remote >> state;
    const size_t colon = local.rfind(':');
    if (state != "0A" || colon == std::string::npos) continue;
    if (std::stoul(local.substr(colon + 1), nullptr, 16) == port) return true;
  }
  return false;
}

}  // namespace

std::vector<pid_t> ProcessesWith(std::string_view entry) {
  std::vector<pid_t> found;
  for (const auto& directory : std::filesystem::directory_iterator("/proc")) {
    const std::string name = directory.path().filename();
    pid_t pid = 0;
    if (std::from_chars(name.data(), name.data() + name.size(), pid).ec != std::errc()) continue;
    if (HasEntry(pid, entry) && !Ended(pid)) found.push_back(pid);
  }
  return found;
}

bool Ended(pid_t pid) {
  const std::string stat = Read(ProcPath(pid, "stat"));
  const size_t state = stat.rfind(") ");  // the name before it may hold anything
  return state == std::string::npos || stat[state + 2] == 'Z' || stat[state + 2] == 'X';
}

bool Listening(uint16_t port) {
  return ListensIn("/proc/net/tcp", port) || ListensIn("/proc/net/tcp6", port);
}

std::string Describe(const std::vector<pid_t>& pids) {
  std::string text;
  for (const pid_t pid : pids) {
    std::string command = Read(ProcPath(pid, "cmdline"));
    std::replace(command.begin(), command.end(), '\0', ' ');
    text += "pid " + std::to_string(pid) + ": " + command + "\n";
  }
  return text;
}

}  // namespace seep::e2e
