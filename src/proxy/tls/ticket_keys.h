#pragma once
// Keys of session tickets (RFC 5077 §4), by which clients come back without a full handshake, to
// any thread, and after a reload. A new key each hour; tickets of the key before are still taken,
// and renewed. Keys are never on a disk, so that what was recorded cannot be read with them later.
// Thread-safe.

#include <openssl/ssl.h>

#include <array>
#include <cstdint>
#include <mutex>

#include "base/clock.h"

namespace sluice {

class TicketKeys {
 public:
  static constexpr seep::milliseconds kLifetime{3'600'000};

  // `now`: the time of the first key.
  explicit TicketKeys(seep::TimePoint now);

  // For SSL_CTX_set_tlsext_ticket_key_evp_cb(3): prepares to encrypt or to decrypt. 1; 2: the
  // ticket is to be renewed; 0: it is of no key that is still known; -1: failure.
  int Prepare(unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac,
              bool encrypt, seep::TimePoint now);

 private:
  struct Key {
    std::array<unsigned char, 16> name{};
    std::array<unsigned char, 32> cipher{};
    std::array<unsigned char, 32> mac{};
    seep::TimePoint since{};
    bool usable = false;
  };

  static Key MakeKey(seep::TimePoint now);
  void Rotate(seep::TimePoint now);

  std::mutex mutex_;
  Key current_;
  Key previous_;
};

}  // namespace sluice
