#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>

#include "proxy/socket.h"

namespace sluice {

using seep::ErrnoText;
using seep::ErrorKind;
using seep::Fail;
using seep::Fault;
using seep::UniqueFd;

namespace {

constexpr int kBacklog = 1024;

bool SetFlag(int fd, int level, int option) {
  const int on = 1;
  return ::setsockopt(fd, level, option, &on, sizeof on) == 0;
}

bool IsShortage(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

tl::unexpected<seep::Error> CannotListen(const Address& address, int error) {
  ErrorKind kind = ErrorKind::kIo;
  std::string_view advice = "choose another address with --listen";
  if (error == EADDRINUSE) {
    kind = ErrorKind::kInUse;
    advice = "stop what listens there or choose another port with --listen";
  } else if (error == EACCES) {
    kind = ErrorKind::kPermission;
    advice = "choose a port above 1023 with --listen";
  }
  return Fail(
      kind, Fault::kEnvironment,
      fmt::format("cannot listen on {}: {}; {}", address.authority, ErrnoText(error), advice),
      error);
}

// TCP_NODELAY is inherited by what is accepted.
UniqueFd OpenListener(const Address& address, bool shared) {
  UniqueFd fd(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd || !SetFlag(fd.get(), SOL_SOCKET, SO_REUSEADDR) ||
      !SetFlag(fd.get(), IPPROTO_TCP, TCP_NODELAY) ||
      (shared && !SetFlag(fd.get(), SOL_SOCKET, SO_REUSEPORT)) ||
      ::bind(fd.get(), address.get(), address.length) != 0) {
    return UniqueFd();
  }
  return fd;
}

}  // namespace

Result<std::vector<UniqueFd>> Listen(const Address& address, unsigned count) {
  std::vector<UniqueFd> listeners;
  // The first binds alone, so that a port which somebody holds is an error, and only then agrees
  // to share it with the others.
  UniqueFd first = OpenListener(address, false);
  if (!first) return CannotListen(address, errno);
  if (count > 1 && !SetFlag(first.get(), SOL_SOCKET, SO_REUSEPORT)) {
    return CannotListen(address, errno);
  }
  const Address bound = LocalAddress(first.get());
  listeners.push_back(std::move(first));
  while (listeners.size() < count) {
    UniqueFd next = OpenListener(bound, true);
    if (!next) return CannotListen(address, errno);
    listeners.push_back(std::move(next));
  }
  for (const UniqueFd& fd : listeners) {
    if (::listen(fd.get(), kBacklog) != 0) return CannotListen(address, errno);
  }
  return listeners;
}

Address LocalAddress(int fd) {
  Address address;
  address.length = sizeof address.storage;
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&address.storage), &address.length);
  char text[kAddressTextMax];
  const std::string_view host = WriteAddress(address.storage, text);
  const bool v6 = address.storage.ss_family == AF_INET6;
  address.authority = fmt::format(fmt::runtime(v6 ? "[{}]:{}" : "{}:{}"), host, address.port());
  return address;
}

bool SomebodyWaits(int listener) {
  pollfd waited{.fd = listener, .events = POLLIN, .revents = 0};
  return ::poll(&waited, 1, 0) > 0;
}

AcceptStatus Accept(int listener, UniqueFd& fd, sockaddr_storage& peer) {
  for (;;) {
    socklen_t length = sizeof peer;
    const int got = ::accept4(listener, reinterpret_cast<sockaddr*>(&peer), &length,
                              SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (got >= 0) {
      fd.Reset(got);
      return AcceptStatus::kAccepted;
    }
    if (IsShortage(errno)) return AcceptStatus::kNoDescriptors;
    if (errno == EAGAIN || errno == EWOULDBLOCK) return AcceptStatus::kAgain;
    // Anything else is the fault of the one connection that was next (accept(2), "Error handling").
  }
}

ConnectStatus StartConnect(const Address& to, UniqueFd& fd) {
  fd.Reset(::socket(to.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd) return IsShortage(errno) ? ConnectStatus::kNoDescriptors : ConnectStatus::kRefused;
  if (!to.is_unix()) SetFlag(fd.get(), IPPROTO_TCP, TCP_NODELAY);
  if (::connect(fd.get(), to.get(), to.length) == 0 || errno == EINPROGRESS) {
    return ConnectStatus::kStarted;
  }
  // No free local port is a shortage too: it passes as connections leave TIME_WAIT.
  return errno == EADDRNOTAVAIL || IsShortage(errno) ? ConnectStatus::kNoDescriptors
                                                     : ConnectStatus::kRefused;
}

uint64_t RaiseDescriptorLimit(uint64_t wanted) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  if (limit.rlim_cur < wanted && limit.rlim_cur < limit.rlim_max) {
    rlimit raised = limit;
    raised.rlim_cur = std::min<rlim_t>(wanted, limit.rlim_max);
    if (::setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
  }
  return limit.rlim_cur;
}

}  // namespace sluice
