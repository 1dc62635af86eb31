#pragma once
// A socket that never blocks, with what the reactor knows of it. Tries no system call that is known
// to find nothing: after a short read or write the next one waits for an event.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>

#include "base/fd.h"
#include "proxy/source.h"
#include "proxy/tls/tls_stream.h"

namespace sluice {

class ClientConnection;
class Reactor;
class UpstreamPool;

class Channel final : public Sink {
 public:
  struct Flags {
    bool readable = false;
    bool writable = false;
    bool ended = false;   // the peer has shut down its sending side
    bool broken = false;  // reset, or closed both ways
  };

  explicit Channel(seep::UniqueFd fd, ClientConnection* owner = nullptr)
      : fd_(std::move(fd)), owner_(owner) {}
  ~Channel();
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  int fd() const { return fd_.get(); }
  // What is read and written goes through it from here on.
  void set_tls(std::unique_ptr<TlsStream> tls) { tls_ = std::move(tls); }
  const TlsStream* tls() const { return tls_.get(); }
  // The pool that it lies idle in, if it does.
  UpstreamPool* pool() const { return pool_; }
  void set_pool(UpstreamPool* pool) { pool_ = pool; }
  // Whom an event on this channel wakes; nullptr for idle upstreams, listeners and wake-ups.
  ClientConnection* owner() const { return owner_; }
  void set_owner(ClientConnection* owner) { owner_ = owner; }

  // At most one system call each. `bytes` is set on kDone. Read says kClosed when the peer has
  // ended its side; errors are kFailed.
  IoStatus Read(std::span<char> into, size_t& bytes);
  IoStatus Write(std::span<const iovec> from, size_t& bytes) override;
  void ShutdownWrite();
  // Tells the peer that nothing follows, where the protocol has a way to: TLS.
  void SayEnd();
  // What is not sent when it is closed is dropped, and the peer is told so by a reset.
  void ResetOnClose();

  bool readable() const { return flags_.readable; }
  bool broken() const { return flags_.broken; }
  bool ended() const { return flags_.ended; }
  // Is there nothing to be read? Asks the kernel, and leaves what there is where it is. If so, the
  // next Read waits for an event.
  bool IsQuiet();
  // Makes the next Read ask the kernel whatever is known.
  void AssumeReadable() { flags_.readable = true; }
  // A connection that may be established already: lets the first Write try at once.
  void AssumeWritable() { flags_.writable = true; }

  // For the reactor.
  void Notice(Flags flags);
  void WatchedBy(Reactor& reactor) { reactor_ = &reactor; }

 private:
  seep::UniqueFd fd_;
  std::unique_ptr<TlsStream> tls_;
  Reactor* reactor_ = nullptr;
  ClientConnection* owner_;
  UpstreamPool* pool_ = nullptr;
  Flags flags_;
};

}  // namespace sluice
