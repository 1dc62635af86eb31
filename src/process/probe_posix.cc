#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "base/clock.h"
#include "base/fd.h"
#include "process/probe.h"

namespace seep {
namespace {

constexpr int kTurnMs = 5;
constexpr std::string_view kStatusLine = "HTTP/1.";

// Waits until the socket is ready; false when told to give up.
bool WaitUntil(int socket, short events, const std::function<bool()>& go_on) {
  do {
    pollfd watched{socket, events, 0};
    if (::poll(&watched, 1, kTurnMs) > 0) return true;
  } while (go_on());
  return false;
}

int Connect(int socket, const SocketAddress& address, const std::function<bool()>& go_on) {
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address.storage), address.bytes) == 0) {
    return 0;
  }
  if (errno != EINPROGRESS) return errno;
  if (!WaitUntil(socket, POLLOUT, go_on)) return ETIMEDOUT;
  int error = 0;
  socklen_t size = sizeof error;
  return ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

// A server that sees its answer cut off may leak by that alone: the rest is taken, within bounds.
void TakeRest(int socket) {
  std::array<char, 4096> buffer;
  const TimePoint end = Clock::now() + milliseconds(1000);
  for (size_t taken = 0; taken < 64 * 1024 && Clock::now() < end;) {
    pollfd watched{socket, POLLIN, 0};
    if (::poll(&watched, 1, 200) <= 0) return;
    const ssize_t size = ::recv(socket, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (size <= 0) return;
    taken += static_cast<size_t>(size);
  }
}

ProbeResult Ask(int socket, const std::string& request, const std::function<bool()>& go_on) {
  if (::send(socket, request.data(), request.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(request.size())) {
    return {ProbeOutcome::kClosed, {}, 0};
  }
  std::string answer;
  std::array<char, 256> buffer;
  while (answer.size() < kStatusLine.size() && kStatusLine.starts_with(answer)) {
    if (!WaitUntil(socket, POLLIN, go_on)) return {ProbeOutcome::kSilent, {}, 0};
    const ssize_t size = ::recv(socket, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (size <= 0) {
      return {answer.empty() ? ProbeOutcome::kClosed : ProbeOutcome::kNotHttp, answer, 0};
    }
    answer.append(buffer.data(), static_cast<size_t>(size));
  }
  if (!answer.starts_with(kStatusLine)) return {ProbeOutcome::kNotHttp, answer, 0};
  TakeRest(socket);
  return {ProbeOutcome::kAnswered, {}, 0};
}

}  // namespace

ProbeResult Probe(const SocketAddress& address, const std::string& request,
                  const std::function<bool()>& go_on) {
  const UniqueFd socket(
      ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket) return {ProbeOutcome::kRefused, {}, errno};
  if (const int error = Connect(socket.get(), address, go_on)) {
    return {ProbeOutcome::kRefused, {}, error};
  }
  if (request.empty()) return {ProbeOutcome::kAnswered, {}, 0};
  return Ask(socket.get(), request, go_on);
}

}  // namespace seep
