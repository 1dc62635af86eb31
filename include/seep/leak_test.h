#pragma once
// Tests that C++ code leaks no memory, in any test framework: they run the program seep and get its
// verdict as a value. docs/cpp.md shows how.
//
//   seep::LeakOf(seep::Command{"./server", "--port", "{port}"}.Requests(30'000))   a server
//   seep::LeakOf([] { Parse(kText); })                                  a function, in this process
//
// C++17 and the standard library. Linux with glibc.

#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <iosfwd>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace seep {

// A server that is started and sent requests, as `seep run` does it; `man seep` has the defaults.
class Command {
 public:
  // The program and its arguments. The server listens on the port in $PORT, which is also what
  // {port} in an argument is replaced by.
  Command(std::initializer_list<std::string> words) : words_(words) {}
  explicit Command(std::vector<std::string> words) : words_(std::move(words)) {}

  // Each of these returns the command itself.
  Command& Path(std::string path);                // what to ask for: "/api/items"
  Command& Requests(uint64_t most);               // at most so many
  Command& Time(std::chrono::milliseconds most);  // at most so long
  Command& Connections(unsigned count);           // open at once
  Command& Option(std::string word);              // any other word of `seep run`, in order
  Command& Environment(std::string name, std::string value);  // of the server, beside this one's
  Command& Folder(std::string path);                          // that it is started in
  Command& Json(std::string path);                            // keeps there all that was measured

  const std::vector<std::string>& words() const { return words_; }
  const std::vector<std::string>& options() const { return options_; }
  const std::vector<std::pair<std::string, std::string>>& environment() const {
    return environment_;
  }
  const std::string& folder() const { return folder_; }
  const std::string& json() const { return json_; }

 private:
  std::vector<std::string> words_;
  std::vector<std::string> options_;
  std::vector<std::pair<std::string, std::string>> environment_;
  std::string folder_;  // empty: that of this process
  std::string json_;    // empty: it is not kept
};

// A function that is called over and over in this process, while the bytes that malloc has given
// out and not got back are read between the calls. What other threads allocate meanwhile counts.
class Calls {
 public:
  template <typename Function,
            typename = std::enable_if_t<std::is_invocable_v<Function&> &&
                                        !std::is_same_v<std::decay_t<Function>, Calls>>>
  Calls(Function function) : function_(std::move(function)) {}  // NOLINT: a lambda is one

  Calls& Count(uint64_t calls);                 // exactly so many, unless they keep 128 MiB
  Calls& Time(std::chrono::milliseconds most);  // while undecided (10 s); decided, 1 s and less
  Calls& Tolerance(double bytes);               // a call that are no leak: docs/cpp.md
  Calls& Json(std::string path);                // keeps there all that was measured

  const std::function<void()>& function() const { return function_; }
  uint64_t count() const { return count_; }
  std::chrono::milliseconds time() const { return time_; }
  double tolerance() const { return tolerance_; }
  const std::string& json() const { return json_; }

 private:
  std::function<void()> function_;
  uint64_t count_ = 0;  // 0: as many as it takes
  std::chrono::milliseconds time_{10'000};
  double tolerance_ = 0;  // 0: as fine as the calls allow
  std::string json_;
};

enum class LeakVerdict { kClean, kLeak, kInconclusive };

// Bytes for each request, or for each call: an estimate with its confidence interval.
struct LeakInterval {
  double estimate = 0;
  double low = 0;
  double high = 0;
};

// A call stack that holds more with every request, by the line to look at in it.
struct LeakSite {
  std::string function;  // empty: not known
  std::string file;      // likewise
  int line = 0;          // 0: not known, as where the server was built without -g
  LeakInterval bytes_per_request;
  double share = 0;  // of the growth, from 0 to 1
};

struct LeakResult {
  LeakVerdict verdict = LeakVerdict::kInconclusive;
  // 0: CLEAN, 1: LEAK, 3: INCONCLUSIVE. With Option("--baseline") it is that of the comparison,
  // and decides: a leak that is no worse than the baseline's has 0.
  int exit_code = 3;
  // Of a leak, the growth that the report begins with; otherwise that of the first meter that came
  // out as the run. Nothing where it is not known in bytes, as of a leak of descriptors.
  std::optional<LeakInterval> bytes_per_request;
  std::string headline;  // the report's first line
  std::vector<LeakSite>
      sites;           // of a leaking server, the largest first; of a function there are none
  std::string report;  // what seep prints for people
  std::string json;    // where all that was measured is; empty unless Json() was given
};

// The report, which is what a test framework shows of a result.
std::ostream& operator<<(std::ostream& out, const LeakResult& result);

// There is no verdict. what() says why, and what to do about it.
class LeakTestError : public std::runtime_error {
 public:
  enum class Kind {
    kNotFound,   // the program seep could not be started
    kUsage,      // an option, address or file is wrong
    kRunFailed,  // the server did not start, died, or answered something else than asked
    kInternal    // a fault of Seep's, or a malloc whose blocks cannot be counted
  };
  LeakTestError(Kind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

namespace leak_test {

// Where the CMake package has the program seep; empty without that.
inline const char* PackagedProgram() {
#ifdef SEEP_LEAK_TEST_PROGRAM
  return SEEP_LEAK_TEST_PROGRAM;
#else
  return "";
#endif
}

LeakResult RunCommand(const Command& command, const std::string& packaged_program);
LeakResult RunCalls(const Calls& calls, const std::string& packaged_program);

}  // namespace leak_test

// What Seep finds, whatever the verdict. The program seep is the one that $SEEP names, or else that
// of the CMake package, or else the one on PATH. Takes 3 to 60 s for a server; seep and the server
// have ended when it returns or throws. A function takes 1 s or less, or up to 10 s where it is
// slow or undecided. It measures: let nothing else run beside it.
//
// Throws LeakTestError where there is no verdict, std::invalid_argument with what cannot be used
// and what can, and what the function throws.
inline LeakResult LeakOf(const Command& command) {
  return leak_test::RunCommand(command, leak_test::PackagedProgram());
}
inline LeakResult LeakOf(const Calls& calls) {
  return leak_test::RunCalls(calls, leak_test::PackagedProgram());
}

}  // namespace seep
