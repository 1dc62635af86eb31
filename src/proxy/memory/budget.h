#pragma once
// The bound on what the proxy holds, shared by its threads. Whatever grows with clients, requests
// or upstreams draws on it before it takes memory, and gives back when the memory is the system's
// again.

#include <atomic>
#include <cstdint>

namespace sluice {

class Budget {
 public:
  static constexpr uint64_t kUnbounded = UINT64_MAX;

  explicit Budget(uint64_t bytes_max) : bytes_max_(bytes_max) {}

  // False, and nothing drawn, where it would be more than there is. Of two threads that ask at once
  // both may be refused the last bytes; what is drawn is never more than the bound.
  [[nodiscard]] bool Draw(uint64_t bytes) {
    const uint64_t before = used_.fetch_add(bytes, std::memory_order_relaxed);
    if (before + bytes <= bytes_max_) return true;
    used_.fetch_sub(bytes, std::memory_order_relaxed);
    return false;
  }
  void GiveBack(uint64_t bytes) { used_.fetch_sub(bytes, std::memory_order_relaxed); }

  // True while a thread has clients who wait for memory. The others give back what they can spare.
  bool short_of() const { return waiting_.load(std::memory_order_relaxed) > 0; }
  void BeginWaiting() { waiting_.fetch_add(1, std::memory_order_relaxed); }
  void EndWaiting() { waiting_.fetch_sub(1, std::memory_order_relaxed); }

  uint64_t bytes_max() const { return bytes_max_; }
  uint64_t used() const { return used_.load(std::memory_order_relaxed); }

 private:
  const uint64_t bytes_max_;
  std::atomic<uint64_t> used_ = 0;
  std::atomic<unsigned> waiting_ = 0;
};

}  // namespace sluice
