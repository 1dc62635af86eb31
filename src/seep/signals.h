#pragma once
// Ctrl-C and its kin, as a stop request.

#include <stop_token>
#include <thread>

namespace seep {

// While it lives, SIGINT, SIGTERM and SIGHUP become a stop request; a second one ends the program
// at once (the guards then end what was started). Create it before any other thread: they inherit
// the blocked signals. SIGPIPE is ignored.
class SignalStop {
 public:
  SignalStop();
  ~SignalStop();
  SignalStop(const SignalStop&) = delete;
  SignalStop& operator=(const SignalStop&) = delete;

  std::stop_token token() const { return source_.get_token(); }

 private:
  void Wait();
  std::stop_source source_;
  std::thread thread_;
};

}  // namespace seep
