#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "seep/signals.h"

namespace seep {
namespace {

constexpr int kWake = SIGUSR1;  // from the destructor to the waiting thread

sigset_t WatchedSignals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, kWake}) sigaddset(&set, signal);
  return set;
}

}  // namespace

SignalStop::SignalStop() {
  const sigset_t set = WatchedSignals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  thread_ = std::thread([this] { Wait(); });
}

SignalStop::~SignalStop() {
  pthread_kill(thread_.native_handle(), kWake);
  thread_.join();
}

void SignalStop::Wait() {
  const sigset_t set = WatchedSignals();
  for (int signal = 0; sigwait(&set, &signal) == 0 && signal != kWake;) {
    if (source_.stop_requested()) ::_exit(128 + signal);
    source_.request_stop();
  }
}

}  // namespace seep
