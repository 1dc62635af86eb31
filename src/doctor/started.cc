#include "doctor/started.h"

#include <thread>

namespace seep {
namespace {

constexpr milliseconds kBetweenQuestions{5};

}  // namespace

bool WaitUntil(const std::function<bool()>& holds, milliseconds most, const std::stop_token& stop) {
  const TimePoint end = Clock::now() + most;
  for (;;) {
    if (holds()) return true;
    if (stop.stop_requested() || Clock::now() >= end) return false;
    std::this_thread::sleep_for(kBetweenQuestions);
  }
}

std::optional<std::string> OutputOf(std::vector<std::string> command, milliseconds most,
                                    const std::stop_token& stop) {
  const Result<std::unique_ptr<Target>> started =
      Target::Launch({.command = std::move(command), .environment = {}, .port = 0});
  if (!started) return std::nullopt;
  std::optional<ExitInfo> exit;
  const bool ended =
      WaitUntil([&] { return (exit = (*started)->Exited()).has_value(); }, most, stop);
  (*started)->Stop();
  if (!ended || exit->signaled || exit->code != 0) return std::nullopt;
  return (*started)->OutputTail();
}

}  // namespace seep
