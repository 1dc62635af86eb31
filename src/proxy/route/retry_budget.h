#pragma once
// How many requests of a group may be tried at another server. Not thread-safe.

#include <algorithm>

namespace sluice {

// As many as there may be clients at a time, so that a server that dies takes no request with it
// that may be sent again. Each request earns a fifth of another one: where all servers fail,
// retries add that much to their load and no more.
class RetryBudget {
 public:
  explicit RetryBudget(unsigned clients_max) : most_(clients_max), left_(most_) {}

  void NoteRequest() { left_ = std::min(most_, left_ + kShare); }
  bool Spend() {
    if (left_ < 1) return false;
    left_ -= 1;
    return true;
  }

 private:
  static constexpr double kShare = 0.2;

  double most_;
  double left_;
};

}  // namespace sluice
