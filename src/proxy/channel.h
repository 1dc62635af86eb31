#pragma once
// A socket that never blocks, with what the reactor knows of it. Tries no system call that is known
// to find nothing: after a short read or write the next one waits for an event.

#include <sys/uio.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

#include "base/fd.h"

namespace sluice {

class Reactor;
class Session;

enum class IoStatus : uint8_t { kDone, kAgain, kClosed, kFailed };

class Channel {
 public:
  struct Flags {
    bool readable = false;
    bool writable = false;
    bool ended = false;   // the peer has shut down its sending side
    bool broken = false;  // reset, or closed both ways
  };

  explicit Channel(seep::UniqueFd fd, Session* session = nullptr)
      : fd_(std::move(fd)), session_(session) {}
  ~Channel();
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  int fd() const { return fd_.get(); }
  // Whom an event on this channel wakes; nullptr for idle upstreams, listeners and wake-ups.
  Session* session() const { return session_; }
  void set_session(Session* session) { session_ = session; }

  // At most one system call each. `bytes` is set on kDone. Read says kClosed when the peer has
  // ended its side; errors are kFailed.
  IoStatus Read(std::span<char> into, size_t& bytes);
  IoStatus Write(std::span<const iovec> from, size_t& bytes);
  void ShutdownWrite();

  bool readable() const { return flags_.readable; }
  bool broken() const { return flags_.broken; }
  bool ended() const { return flags_.ended; }
  // Makes the next Read ask the kernel whatever is known.
  void AssumeReadable() { flags_.readable = true; }
  // A connection that may be established already: lets the first Write try at once.
  void AssumeWritable() { flags_.writable = true; }

  // For the reactor.
  void Notice(Flags flags);
  void WatchedBy(Reactor& reactor) { reactor_ = &reactor; }

 private:
  seep::UniqueFd fd_;
  Reactor* reactor_ = nullptr;
  Session* session_;
  Flags flags_;
};

// Pieces of bytes that go out in one system call. Borrows them.
class Gather {
 public:
  static constexpr size_t kPartsMax = 20;

  void Clear() { first_ = count_ = 0; }
  bool empty() const { return first_ == count_; }
  size_t room() const { return kPartsMax - count_; }
  void Add(std::string_view bytes);
  // One write; adds what was taken to `sent`. kDone only when nothing is left.
  IoStatus WriteTo(Channel& channel, uint64_t& sent);

 private:
  std::array<iovec, kPartsMax> parts_;
  size_t first_ = 0;
  size_t count_ = 0;
};

}  // namespace sluice
