#pragma once
// What clients learn of one server, over all ways of driving it.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>

#include "load/accept_queue.h"
#include "load/closing_order.h"
#include "load/cookie_jar.h"

namespace seep {

// Generators that share it run one after another.
class Learnt {
 public:
  // Cookies are kept of so many visitors; 0: of each request's, so that it may come again
  // (RoundBounds::returning).
  explicit Learnt(uint64_t visitors) : cookies_(visitors) {}

  CookieJar& cookies() { return cookies_; }
  struct OfThread {
    ClosingOrder closing;
    AcceptQueue accepting;
  };
  // Of the index-th thread, which has it to itself. Not to be called while traffic is sent.
  OfThread& of_thread(size_t thread) {
    if (threads_.size() <= thread) threads_.resize(thread + 1);
    return threads_[thread];
  }

 private:
  CookieJar cookies_;
  std::deque<OfThread> threads_;  // references into it stay
};

}  // namespace seep
