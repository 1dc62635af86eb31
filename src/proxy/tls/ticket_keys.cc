#include "proxy/tls/ticket_keys.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <span>
#include <string>

namespace sluice {
namespace {

bool SetMacKey(EVP_MAC_CTX* mac, std::span<unsigned char> key) {
  std::string digest = "SHA256";
  const std::array<OSSL_PARAM, 3> parameters = {
      OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, key.data(), key.size()),
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
      OSSL_PARAM_construct_end()};
  return EVP_MAC_CTX_set_params(mac, parameters.data()) == 1;
}

}  // namespace

TicketKeys::TicketKeys(seep::TimePoint now) : current_(MakeKey(now)) {}

TicketKeys::Key TicketKeys::MakeKey(seep::TimePoint now) {
  Key key;
  key.since = now;
  key.usable = RAND_bytes(key.name.data(), static_cast<int>(key.name.size())) == 1 &&
               RAND_priv_bytes(key.cipher.data(), static_cast<int>(key.cipher.size())) == 1 &&
               RAND_priv_bytes(key.mac.data(), static_cast<int>(key.mac.size())) == 1;
  return key;
}

void TicketKeys::Rotate(seep::TimePoint now) {
  if (now - current_.since < kLifetime) return;
  previous_ = now - current_.since < 2 * kLifetime ? current_ : Key{};
  current_ = MakeKey(now);
}

int TicketKeys::Prepare(unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher,
                        EVP_MAC_CTX* mac, bool encrypt, seep::TimePoint now) {
  const std::lock_guard lock(mutex_);
  Rotate(now);
  if (encrypt) {
    if (!current_.usable || RAND_bytes(iv, EVP_CIPHER_get_iv_length(EVP_aes_256_cbc())) != 1)
      return -1;
    std::ranges::copy(current_.name, name);
    const bool ready =
        EVP_EncryptInit_ex(cipher, EVP_aes_256_cbc(), nullptr, current_.cipher.data(), iv) == 1 &&
        SetMacKey(mac, current_.mac);
    return ready ? 1 : -1;
  }
  for (Key* key : {&current_, &previous_}) {
    if (!key->usable || !std::equal(key->name.begin(), key->name.end(), name)) continue;
    const bool ready =
        SetMacKey(mac, key->mac) &&
        EVP_DecryptInit_ex(cipher, EVP_aes_256_cbc(), nullptr, key->cipher.data(), iv) == 1;
    if (!ready) return -1;
    return key == &current_ ? 1 : 2;
  }
  return 0;
}

}  // namespace sluice
