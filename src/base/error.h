#pragma once
// Errors as values: what went wrong, whose fault it is, and a message for the person at the
// terminal.

#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace seep {

enum class ErrorKind {
  kBadInput,     // an option, address or file that the user gave
  kNotFound,     // a command or file that is not there
  kPermission,   // the system said no
  kInUse,        // a port or file that somebody else holds
  kRefused,      // nobody listens
  kTimeout,      // it did not happen in time
  kExited,       // the target ended
  kProtocol,     // the peer does not speak what it should
  kIo,           // a read or write failed
  kInterrupted,  // Ctrl-C, SIGTERM
  kUnsupported,  // this platform or build cannot
  kInternal,     // our own bug
};

// Whose fault it is. Decides the exit code: kUser 2, kTool 5, all others 4.
enum class Fault { kUser, kTarget, kLoad, kSampler, kEnvironment, kTool };

struct Error {
  ErrorKind kind = ErrorKind::kInternal;
  Fault fault = Fault::kTool;
  std::string
      message;  // what was tried, on what, what came of it and what to do; no full stop at the end
  int sys_errno = 0;  // 0 when no system call failed
};

// Functions that return a Result are marked [[nodiscard]] one by one.
template <class T = void>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> Fail(ErrorKind kind, Fault fault, std::string message,
                                                int sys_errno = 0) {
  return tl::unexpected<Error>(Error{kind, fault, std::move(message), sys_errno});
}

// "Address already in use" for EADDRINUSE.
std::string ErrnoText(int sys_errno);

}  // namespace seep
