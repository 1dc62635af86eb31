#pragma once
// Requests under way to an upstream server from all threads, where the configuration bounds them.

#include <atomic>

namespace sluice {

class ServerLoad {
 public:
  bool has_room(unsigned max) const { return requests_.load() < max; }
  // One more, unless there are `max` already.
  bool TryEnter(unsigned max) {
    unsigned requests = requests_.load();
    while (requests < max) {
      if (requests_.compare_exchange_weak(requests, requests + 1)) return true;
    }
    return false;
  }
  void Leave() { requests_.fetch_sub(1); }

 private:
  std::atomic<unsigned> requests_ = 0;
};

}  // namespace sluice
