#include <sys/epoll.h>

#include <algorithm>
#include <cerrno>

#include "base/check.h"
#include "proxy/channel.h"
#include "proxy/reactor.h"

namespace sluice {
namespace {

epoll_event EventFor(Channel& channel, Watch watch) {
  epoll_event event{};
  if (watch == Watch::kEdge) event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  if (watch == Watch::kLevel) event.events = EPOLLIN;
  event.data.ptr = &channel;
  return event;
}

}  // namespace

seep::Result<std::unique_ptr<Reactor>> Reactor::Create() {
  seep::UniqueFd fd(::epoll_create1(EPOLL_CLOEXEC));
  if (!fd) {
    const int error = errno;
    return seep::Fail(seep::ErrorKind::kIo, seep::Fault::kEnvironment,
                      "cannot create an epoll descriptor: " + seep::ErrnoText(error), error);
  }
  return std::unique_ptr<Reactor>(new Reactor(std::move(fd)));
}

bool Reactor::Add(Channel& channel, Watch watch) {
  epoll_event event = EventFor(channel, watch);
  if (::epoll_ctl(fd_.get(), EPOLL_CTL_ADD, channel.fd(), &event) != 0) return false;
  channel.WatchedBy(*this);
  return true;
}

void Reactor::Change(Channel& channel, Watch watch) {
  epoll_event event = EventFor(channel, watch);
  CHECK(::epoll_ctl(fd_.get(), EPOLL_CTL_MOD, channel.fd(), &event) == 0);
}

void Reactor::Forget(const Channel& channel) {
  // Its end does not do that where another process has the socket as well: a successor, or one that
  // is about to be it (epoll(7), question 6).
  epoll_event none{};
  CHECK(::epoll_ctl(fd_.get(), EPOLL_CTL_DEL, channel.fd(), &none) == 0);
  for (size_t i = next_; i < count_; ++i) {
    if (ready_[i] == &channel) ready_[i] = nullptr;
  }
}

void Reactor::Wait(std::chrono::milliseconds timeout) {
  const auto wait_ms = static_cast<int>(std::clamp<int64_t>(timeout.count(), -1, 1'000'000));
  std::array<epoll_event, kEventsMax> events;
  const int count = ::epoll_wait(fd_.get(), events.data(), static_cast<int>(kEventsMax), wait_ms);
  count_ = 0;
  next_ = 0;
  for (int i = 0; i < count; ++i) {  // count is -1 when a signal came first: no events
    const epoll_event& event = events[static_cast<size_t>(i)];
    auto* channel = static_cast<Channel*>(event.data.ptr);
    const uint32_t what = event.events;
    const bool broken = (what & (EPOLLERR | EPOLLHUP)) != 0;
    channel->Notice({.readable = broken || (what & (EPOLLIN | EPOLLRDHUP)) != 0,
                     .writable = broken || (what & EPOLLOUT) != 0,
                     .ended = broken || (what & EPOLLRDHUP) != 0,
                     .broken = broken});
    ready_[count_++] = channel;
  }
}

}  // namespace sluice
