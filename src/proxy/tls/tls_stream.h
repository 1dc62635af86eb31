#pragma once
// TLS on one connection (RFC 8446, RFC 5246), over a socket that does not block and that stays its
// owner's. The handshake is part of the first reads and writes.

#include <sys/uio.h>

#include <cstddef>
#include <cstdint>
#include <span>

#include "proxy/memory/memory.h"
#include "proxy/source.h"
#include "proxy/tls/openssl.h"

namespace sluice {

// What is set aside for OpenSSL's part of a connection: while it shakes hands, when its buffers and
// keys come on top, and afterwards. bench/memory-budget --only TLS shows what it takes: 17 KiB of
// an idle connection, with what is lost between the blocks of the heap.
inline constexpr uint64_t kTlsHandshakeBytes = uint64_t{40} * 1024;
inline constexpr uint64_t kTlsBytes = uint64_t{20} * 1024;

class TlsStream {
 public:
  // What a call that ended with kAgain waits for.
  enum class Waits : uint8_t { kNothing, kToRead, kToWrite };

  // Takes over `ssl`, which knows its socket and whether it accepts or connects. `memory`:
  // kTlsHandshakeBytes, of which it keeps kTlsBytes after the handshake.
  TlsStream(SslPtr ssl, SetAside memory) : ssl_(std::move(ssl)), memory_(std::move(memory)) {}

  // As of Channel, where a short read says nothing: the next one tells whether there is more.
  // kClosed: the peer has said that it ends. An end without that is kFailed, since it may have been
  // cut off (RFC 8446 §6.1).
  IoStatus Read(std::span<char> into, size_t& bytes);
  // Of what is given, as much as one record takes. After kAgain the same bytes have to be given
  // again, from wherever they are then.
  IoStatus Write(std::span<const iovec> from, size_t& bytes);
  // Says that nothing more will come from here.
  void CloseNotify();

  Waits waits() const { return waits_; }
  // Holds bytes that the socket does not have any more.
  bool has_pending() const { return SSL_has_pending(ssl_.get()) == 1; }
  // Is the handshake over?
  bool established() const { return SSL_is_init_finished(ssl_.get()) == 1; }

 private:
  IoStatus Outcome(int returned);
  void NoteHandshake();

  SslPtr ssl_;
  SetAside memory_;
  bool in_handshake_ = true;
  Waits waits_ = Waits::kNothing;
  bool failed_ = false;
};

}  // namespace sluice
