#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>

#include "sluice/handover.h"

namespace sluice {
namespace {

constexpr int kFirst = 3;  // SD_LISTEN_FDS_START
constexpr const char* kReplaces = "SLUICE_REPLACES";

// Whether this process is to replace the one that started it.
bool replaces_parent = false;

// What a variable says, if it is a number; else -1.
long NumberIn(const char* variable) {
  const char* text = std::getenv(variable);
  if (text == nullptr) return -1;
  char* end = nullptr;
  const long number = std::strtol(text, &end, 10);
  return *text != '\0' && *end == '\0' ? number : -1;
}

// This process's variables but those of the handover, and those of the next one.
std::vector<std::string> EnvironmentFor(size_t sockets) {
  std::vector<std::string> variables;
  for (char** each = environ; *each != nullptr; ++each) {
    const std::string_view variable = *each;
    if (!variable.starts_with("LISTEN_") && !variable.starts_with(kReplaces))
      variables.emplace_back(variable);
  }
  variables.push_back(fmt::format("LISTEN_FDS={}", sockets));
  variables.push_back(fmt::format("{}={}", kReplaces, ::getpid()));
  return variables;
}

}  // namespace

PassedSockets TakePassedSockets() {
  replaces_parent = NumberIn(kReplaces) == ::getppid();
  const bool meant = replaces_parent || NumberIn("LISTEN_PID") == ::getpid();
  const long count = meant ? NumberIn("LISTEN_FDS") : 0;
  for (const char* variable : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES", kReplaces})
    ::unsetenv(variable);
  std::vector<seep::UniqueFd> sockets;
  for (int fd = kFirst; fd < kFirst + count; ++fd) {
    ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
    sockets.emplace_back(fd);
  }
  return PassedSockets(std::move(sockets));
}

seep::Result<pid_t> StartSuccessor(char* const* argv, const std::vector<int>& sockets) {
  std::vector<std::string> variables = EnvironmentFor(sockets.size());
  std::vector<char*> environment;
  for (std::string& variable : variables) environment.push_back(variable.data());
  environment.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  // By way of numbers that none of them has, since a socket may lie where another one has to go.
  const int count = static_cast<int>(sockets.size());
  int beyond = kFirst + count;
  for (const int socket : sockets) beyond = std::max(beyond, socket + 1);
  for (int i = 0; i < count; ++i)
    posix_spawn_file_actions_adddup2(&actions, sockets[static_cast<size_t>(i)], beyond + i);
  for (int i = 0; i < count; ++i) {
    posix_spawn_file_actions_adddup2(&actions, beyond + i, kFirst + i);
    posix_spawn_file_actions_addclose(&actions, beyond + i);
  }
  // With the signals blocked that this thread has blocked: SIGHUP, sent to all processes of that
  // name, would end one that does not wait for it yet.
  pid_t pid = 0;
  const int error = ::posix_spawnp(&pid, argv[0], &actions, nullptr, argv, environment.data());
  posix_spawn_file_actions_destroy(&actions);
  if (error == 0) return pid;
  return seep::Fail(seep::ErrorKind::kIo, seep::Fault::kEnvironment,
                    fmt::format("cannot start {}: {}", argv[0], seep::ErrnoText(error)), error);
}

void TellThatItServes() {
  TellSystemd(fmt::format("READY=1\nMAINPID={}", ::getpid()));
  if (replaces_parent) ::kill(::getppid(), SIGTERM);
}

void TellSystemd(const std::string& state) {
  const char* where = std::getenv("NOTIFY_SOCKET");
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  if (where == nullptr || std::strlen(where) >= sizeof address.sun_path) return;
  std::strcpy(address.sun_path, where);
  if (address.sun_path[0] == '@') address.sun_path[0] = '\0';  // an abstract one (unix(7))
  const auto bytes = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + std::strlen(where));
  const seep::UniqueFd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ::sendto(socket.get(), state.data(), state.size(), MSG_NOSIGNAL,
           reinterpret_cast<const sockaddr*>(&address), bytes);
}

}  // namespace sluice
