#include "proxy/health/checker.h"

#include <poll.h>

#include <algorithm>
#include <atomic>
#include <list>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "proxy/health/probe.h"
#include "proxy/wakeup.h"

namespace sluice {
namespace {

// A server that is checked. What it points to are parts of the routing.
struct Target {
  Target(const HealthCheck& c, const ResolvedServer& s) : check(&c), server(&s) {}

  // Of another routing: what is under way goes on, where it is at an address of the server still.
  void Become(const HealthCheck& c, const ResolvedServer& s, seep::TimePoint now) {
    if (s.addresses != server->addresses) {
      probe.reset();
      address = 0;
    }
    check = &c;
    server = &s;
    due = std::min(due, now + c.every);
  }

  const HealthCheck* check;
  const ResolvedServer* server;
  seep::TimePoint due{};
  size_t address = 0;                               // which is checked
  std::shared_ptr<const ResolvedRouting> probed{};  // which the probe began with
  std::optional<Probe> probe{};
};

class ThreadedChecker : public Checker {
 public:
  ThreadedChecker(Budget& budget, seep::UniqueFd wakeup)
      : memory_(budget), wakeup_(std::move(wakeup)) {}
  ~ThreadedChecker() override {
    stopping_ = true;
    Ring(wakeup_.get());
    if (thread_.joinable()) thread_.join();
  }

  // The thread is there from the first routing on that has something to check.
  void Use(std::shared_ptr<const ResolvedRouting> routing) override {
    const bool checks = std::ranges::any_of(
        routing->routing.groups, [](const UpstreamGroup& g) { return g.check.has_value(); });
    {
      const std::lock_guard lock(mutex_);
      next_ = std::move(routing);
    }
    if (thread_.joinable()) {
      Ring(wakeup_.get());
    } else if (checks) {
      thread_ = std::thread([this] { Run(); });
    }
  }

 private:
  void Run() {
    while (!stopping_) {
      const seep::TimePoint now = seep::Clock::now();
      TakeNext(now);
      seep::TimePoint wake = now + std::chrono::hours(1);
      std::vector<pollfd> waited = {{.fd = wakeup_.get(), .events = POLLIN, .revents = 0}};
      for (Target& target : targets_) {
        wake = std::min(wake, Advance(target, now));
        if (target.probe) waited.push_back(target.probe->wanted());
      }
      // What took longer than to the next check is due by now.
      const auto left = std::chrono::ceil<seep::milliseconds>(std::max(wake, now) - now);
      ::poll(waited.data(), waited.size(), static_cast<int>(left.count()));
      if (waited[0].revents != 0) Silence(wakeup_.get());
    }
    targets_.clear();
  }

  // Servers that stay keep their turn: a configuration that is read again more often than a check
  // takes would let none come to its end, and one that is read again often have all asked as often.
  void TakeNext(seep::TimePoint now) {
    std::shared_ptr<const ResolvedRouting> next;
    {
      const std::lock_guard lock(mutex_);
      next.swap(next_);
    }
    if (next == nullptr) return;
    const auto routing_before = std::exchange(routing_, std::move(next));
    std::list<Target> before = std::exchange(targets_, {});
    for (size_t g = 0; g < routing_->groups.size(); ++g) {
      const UpstreamGroup& group = routing_->routing.groups[g];
      if (!group.check) continue;
      for (const ResolvedServer& server : routing_->groups[g]) {
        const auto known = std::ranges::find_if(
            before, [&](const Target& target) { return target.server->health == server.health; });
        if (known == before.end()) {
          targets_.emplace_back(*group.check, server);
        } else {
          known->Become(*group.check, server, now);
          targets_.splice(targets_.end(), before, known);
        }
      }
    }
  }

  // Returns when it is to be looked at again, if nothing happens before.
  seep::TimePoint Advance(Target& target, seep::TimePoint now) {
    if (!target.probe) {
      if (now < target.due) return target.due;
      target.due = now + target.check->every;
      target.probed = routing_;
      target.probe.emplace(*target.check, target.server->addresses[target.address],
                           target.server->tls.get(), memory_, now);
    }
    const std::optional<bool> passed = target.probe->Step(now);
    if (!passed) return target.probe->deadline();
    target.probe.reset();
    target.probed.reset();
    // Of a server with several addresses the next one may serve.
    if (!*passed) target.address = (target.address + 1) % target.server->addresses.size();
    target.server->health->Note(*passed, *target.check);
    return target.due;
  }

  Memory memory_;
  const seep::UniqueFd wakeup_;
  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;
  std::shared_ptr<const ResolvedRouting> next_;
  std::shared_ptr<const ResolvedRouting> routing_;
  std::list<Target> targets_;  // of it
  std::thread thread_;
};

}  // namespace

seep::Result<std::unique_ptr<Checker>> Checker::Start(
    Budget& budget, std::shared_ptr<const ResolvedRouting> routing) {
  auto wakeup = CreateWakeup();
  if (!wakeup) return tl::unexpected(wakeup.error());
  auto checker = std::make_unique<ThreadedChecker>(budget, std::move(*wakeup));
  checker->Use(std::move(routing));
  return checker;
}

}  // namespace sluice
