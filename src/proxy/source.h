#pragma once
// Where the bytes of a message come from, and where they go. A connection is both; a cache's entry
// is a source, and what fills it is a sink.

#include <sys/uio.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace sluice {

enum class IoStatus : uint8_t { kDone, kAgain, kClosed, kFailed };

class Sink {
 public:
  // As much as it takes; `bytes` is set on kDone. kAgain when it takes nothing now.
  virtual IoStatus Write(std::span<const iovec> from, size_t& bytes) = 0;

 protected:
  ~Sink() = default;
};

enum class FillStatus : uint8_t {
  kDone,      // there is more to see
  kAgain,     // not now: an event will tell
  kClosed,    // no more will come
  kFailed,    // reset
  kFull,      // what is seen has to be consumed before there is room for more
  kNoMemory,  // for what has arrived
};

class Source {
 public:
  // What has come and is not consumed yet. Valid until the next call of another member.
  virtual std::string_view view() const = 0;
  virtual void Consume(size_t bytes) = 0;
  virtual FillStatus Fill() = 0;
  // Nothing is asked of it for now: what it holds without need goes back.
  virtual void Rest() = 0;

 protected:
  ~Source() = default;
};

}  // namespace sluice
