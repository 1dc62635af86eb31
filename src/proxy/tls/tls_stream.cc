#include "proxy/tls/tls_stream.h"

#include <openssl/err.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace sluice {
namespace {

constexpr size_t kRecordBytes = SSL3_RT_MAX_PLAIN_LENGTH;  // 2^14, RFC 8446 §5.1

// The pieces one after the other, as many bytes as a record takes. A piece alone stays where it is.
std::span<const char> Joined(std::span<const iovec> pieces) {
  if (pieces.size() == 1)
    return {static_cast<const char*>(pieces[0].iov_base),
            std::min(pieces[0].iov_len, kRecordBytes)};
  thread_local std::array<char, kRecordBytes> record;
  size_t size = 0;
  for (const iovec& piece : pieces) {
    const size_t count = std::min(piece.iov_len, record.size() - size);
    std::memcpy(record.data() + size, piece.iov_base, count);
    size += count;
  }
  return {record.data(), size};
}

}  // namespace

IoStatus TlsStream::Read(std::span<char> into, size_t& bytes) {
  if (failed_) return IoStatus::kFailed;
  ERR_clear_error();
  const int got = SSL_read_ex(ssl_.get(), into.data(), into.size(), &bytes);
  NoteHandshake();
  return got == 1 ? IoStatus::kDone : Outcome(got);
}

IoStatus TlsStream::Write(std::span<const iovec> from, size_t& bytes) {
  if (failed_) return IoStatus::kFailed;
  const std::span<const char> record = Joined(from);
  ERR_clear_error();
  const int put = SSL_write_ex(ssl_.get(), record.data(), record.size(), &bytes);
  NoteHandshake();
  return put == 1 ? IoStatus::kDone : Outcome(put);
}

void TlsStream::CloseNotify() {
  if (failed_ || !established()) return;
  ERR_clear_error();
  SSL_shutdown(ssl_.get());
}

void TlsStream::NoteHandshake() {
  if (!in_handshake_ || !established()) return;
  in_handshake_ = false;
  memory_.Reduce(kTlsBytes);
}

IoStatus TlsStream::Outcome(int returned) {
  switch (SSL_get_error(ssl_.get(), returned)) {
    case SSL_ERROR_WANT_READ:
      waits_ = Waits::kToRead;
      return IoStatus::kAgain;
    case SSL_ERROR_WANT_WRITE:
      waits_ = Waits::kToWrite;
      return IoStatus::kAgain;
    case SSL_ERROR_ZERO_RETURN:
      return IoStatus::kClosed;
    default:
      failed_ = true;
      ERR_clear_error();
      return IoStatus::kFailed;
  }
}

}  // namespace sluice
