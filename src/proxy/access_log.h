#pragma once
// The access log: one line a request, in the combined manner of the common servers, with its
// duration.

#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "proxy/server.h"

namespace sluice {

// 127.0.0.1 - - [06/Nov/1994:08:49:37 +0000] "GET /index.html HTTP" 200 5120 0.012
// Client, time (UTC), method and target, status (000: given up before there was one), bytes of the
// body, seconds. A quote, a backslash or a byte that does not print is written as \xHH, and a
// target is cut after 2,048 bytes, so that a line is a line.
class AccessLog {
 public:
  // Appends to a file, or writes to standard output for "-". Errors name the path: kBadInput.
  [[nodiscard]] static seep::Result<std::shared_ptr<AccessLog>> Open(const std::string& path);
  // Gives what is left a second to be written.
  virtual ~AccessLog() = default;

  // From any thread, and never waits: a thread of the log's own writes, a moment later. Lines for
  // which there is no room, since nobody reads or the disk is full, are lost and counted.
  virtual void Write(const AccessRecord& record) = 0;
  // Opens the path anew, after it was moved away. Error as of Open, and then it goes on as it was.
  [[nodiscard]] virtual seep::Result<> Reopen() = 0;
  virtual uint64_t lost() const = 0;
};

// The line with its line end; `time` in seconds since 1970.
std::string FormatAccessLine(const AccessRecord& record, int64_t time);

}  // namespace sluice
