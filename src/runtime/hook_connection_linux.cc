#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "runtime/hook_connection.h"

namespace seep {
namespace {

constexpr int kBacklog = 512;

pid_t PeerOf(int socket) {
  ucred peer{};
  socklen_t size = sizeof peer;
  return ::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 ? peer.pid : 0;
}

tl::unexpected<Error> NoSocket(const std::string& path, int error) {
  return Fail(
      ErrorKind::kIo, Fault::kEnvironment,
      fmt::format("cannot listen at {}, where runtimes report what is alive in their heaps: {}",
                  path, ErrnoText(error)),
      error);
}

}  // namespace

Result<UniqueFd> ListenForHooks(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return NoSocket(path, ENAMETOOLONG);
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  UniqueFd listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const auto* where = reinterpret_cast<const sockaddr*>(&address);
  if (!listener || ::bind(listener.get(), where, sizeof address) != 0) {
    return NoSocket(path, errno);
  }
  const mode_t mode = ::geteuid() == 0 ? 0666 : 0600;
  if (::chmod(path.c_str(), mode) != 0 || ::listen(listener.get(), kBacklog) != 0) {
    const int error = errno;
    ::unlink(path.c_str());
    return NoSocket(path, error);
  }
  return listener;
}

std::optional<HookConnection> AcceptHook(int listener) {
  for (;;) {
    UniqueFd socket(::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!socket && errno == EINTR) continue;
    if (!socket) return std::nullopt;
    const pid_t pid = PeerOf(socket.get());
    return HookConnection{
        .socket = std::move(socket), .pid = pid, .line = {}, .answer = std::nullopt};
  }
}

void HookConnection::Ask(char request) {
  line.clear();
  answered = false;
  waiting = !silent && ::send(socket.get(), &request, 1, MSG_NOSIGNAL) == 1;
}

bool HookConnection::TakeAnswer(size_t bytes_max) {
  std::array<char, 65536> bytes;
  const ssize_t size = ::recv(socket.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return true;
  if (size <= 0) return false;
  line.append(bytes.data(), static_cast<size_t>(size));
  const size_t end = line.find('\n');
  if (end == std::string::npos) return line.size() <= bytes_max;
  line.resize(end);
  answered = true;
  return false;
}

bool HookConnection::IsClosed() const {
  char byte = 0;
  return ::recv(socket.get(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

}  // namespace seep
