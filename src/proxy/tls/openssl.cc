#include "proxy/tls/openssl.h"

#include <openssl/err.h>

namespace sluice {

std::string OpensslError() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  const char* const reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return reason == nullptr ? "unknown error" : reason;
}

}  // namespace sluice
