#pragma once
// Programs run by a test: started, watched, signalled, and never left behind.

#include <sys/types.h>

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/fd.h"

namespace seep::e2e {

// How long a test waits for what has to happen. Generous: a wait ends when the condition holds, and
// the bound only turns a hang into a failure.
inline constexpr milliseconds kPatience{60'000};

using Words = std::vector<std::string>;
using Environment = std::vector<std::pair<std::string, std::string>>;

// How a program ended and what it wrote.
struct Finished {
  bool timed_out = false;  // it was killed because the bound ran out
  int status = -1;         // exit status; -N when signal N ended it
  std::string out;
  std::string err;
  double seconds = 0;  // from its start to its end
};

// A running program. The destructor kills it and all that it has started, daemons included. Not
// thread-safe.
class Command {
 public:
  // `words[0]` is a path or is searched in PATH; `environment` is added to the test's own. Standard
  // input is /dev/null. A program that cannot be started ends with status 127.
  explicit Command(const Words& words, const Environment& environment = {});
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;
  ~Command();

  pid_t pid() const { return pid_; }
  // The living processes of it and of all its descendants, found by an entry in the environment
  // that they inherit.
  std::vector<pid_t> Processes() const;
  bool Running();
  void Signal(int number) const;
  std::string Out() const;  // so far
  std::string Err() const;
  // Waits until standard output holds `text`; false if the program ends or the bound runs out
  // first.
  bool WaitForOut(std::string_view text, milliseconds bound = kPatience);
  // Waits for the end; kills the program when the bound runs out.
  Finished Wait(milliseconds bound = kPatience);

 private:
  std::string mark_;  // the entry
  pid_t pid_ = -1;
  bool reaped_ = false;
  int wait_status_ = 0;
  TimePoint started_;
  UniqueFd out_;  // files in memory: no reader is needed, and a writer that lives on blocks nobody
  UniqueFd err_;
};

Finished RunCommand(const Words& words, const Environment& environment = {},
                    milliseconds bound = kPatience);

// Asks every few milliseconds until the condition holds; false when the bound runs out.
bool Eventually(const std::function<bool()>& condition, milliseconds bound = kPatience);

}  // namespace seep::e2e
