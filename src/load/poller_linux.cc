#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/fd.h"
#include "load/poller.h"

namespace seep {
namespace {

constexpr uint32_t kInterest = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
constexpr int kEventsMax = 256;  // a Wait

int Control(int epoll, int operation, int fd, void* owner) {
  epoll_event event{};
  event.events = kInterest;
  event.data.ptr = owner;
  return epoll_ctl(epoll, operation, fd, &event) == 0 ? 0 : errno;
}

}  // namespace

struct Poller::Queue {
  UniqueFd epoll;
  UniqueFd wake;
  std::array<epoll_event, kEventsMax> raw{};
  std::array<PollEvent, kEventsMax> events{};
};

Poller::Poller(std::unique_ptr<Queue> queue) : queue_(std::move(queue)) {}
Poller::Poller(Poller&&) noexcept = default;
Poller& Poller::operator=(Poller&&) noexcept = default;
Poller::~Poller() = default;

Result<Poller> Poller::Create() {
  auto queue = std::make_unique<Queue>();
  queue->epoll.Reset(epoll_create1(EPOLL_CLOEXEC));
  if (queue->epoll) queue->wake.Reset(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  // The wake descriptor is the one without an owner.
  if (!queue->wake || Control(queue->epoll.get(), EPOLL_CTL_ADD, queue->wake.get(), nullptr) != 0) {
    const int sys_errno = errno;
    return Fail(ErrorKind::kIo, Fault::kEnvironment,
                "opening an event queue failed: " + ErrnoText(sys_errno) + "; raise ulimit -n",
                sys_errno);
  }
  return Poller(std::move(queue));
}

int Poller::Add(int fd, void* owner) {
  return Control(queue_->epoll.get(), EPOLL_CTL_ADD, fd, owner);
}

// epoll_ctl(2): modifying a registration looks at the descriptor's readiness anew.
void Poller::Rearm(int fd, void* owner) { Control(queue_->epoll.get(), EPOLL_CTL_MOD, fd, owner); }

std::span<const PollEvent> Poller::Wait(nanoseconds timeout) {
  const auto ns = std::max(timeout, nanoseconds(0)).count();
  const timespec time{.tv_sec = ns / 1'000'000'000, .tv_nsec = ns % 1'000'000'000};
  int count = epoll_pwait2(queue_->epoll.get(), queue_->raw.data(), kEventsMax, &time, nullptr);
  if (count < 0 && errno == ENOSYS) {  // before Linux 5.11
    const auto ms = std::chrono::ceil<milliseconds>(nanoseconds(ns));
    count = epoll_wait(queue_->epoll.get(), queue_->raw.data(), kEventsMax,
                       static_cast<int>(ms.count()));
  }
  size_t filled = 0;
  for (int i = 0; i < count; ++i) {
    const epoll_event& raw = queue_->raw[static_cast<size_t>(i)];
    if (raw.data.ptr == nullptr) {
      uint64_t wakes = 0;
      [[maybe_unused]] const ssize_t got = ::read(queue_->wake.get(), &wakes, sizeof wakes);
      continue;
    }
    PollEvent& event = queue_->events[filled++];
    event.owner = raw.data.ptr;
    event.hangup = (raw.events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
    event.readable = event.hangup || (raw.events & EPOLLIN) != 0;
    event.writable = (raw.events & EPOLLOUT) != 0;
  }
  return {queue_->events.data(), filled};
}

void Poller::Wake() {
  const uint64_t one = 1;
  // A full counter is a wake that is still pending, so the result does not matter.
  [[maybe_unused]] const ssize_t written = ::write(queue_->wake.get(), &one, sizeof one);
}

}  // namespace seep
