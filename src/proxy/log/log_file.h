#pragma once
// A file that lines go to while a server serves.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

namespace sluice {

class LogFile {
 public:
  enum class Dash : uint8_t { kOutput, kError };  // what "-" stands for: standard output or error

  // Appends to a file. `option` names it in errors: kBadInput.
  [[nodiscard]] static seep::Result<std::shared_ptr<LogFile>> Open(const std::string& path,
                                                                   Dash dash,
                                                                   const std::string& option);
  // Gives what is left a second to be written.
  virtual ~LogFile() = default;

  // With its line end. From any thread, and never waits: a thread of the log's own writes, a moment
  // later. Lines for which there is no room, since nobody reads or the disk is full, are lost and
  // counted.
  virtual void Write(std::string_view line) = 0;
  // Opens the path anew, after it was moved away. Error as of Open, and then it goes on as it was.
  [[nodiscard]] virtual seep::Result<> Reopen() = 0;
  virtual uint64_t lost() const = 0;
};

}  // namespace sluice
