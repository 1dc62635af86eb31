#include "seep/basic_auth.h"

#include <fmt/format.h>

#include <cstdint>

namespace seep {
namespace {

// RFC 4648 §4.
std::string Base64(std::string_view bytes) {
  static constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  while (!bytes.empty()) {
    const std::string_view group = bytes.substr(0, 3);
    uint32_t bits = 0;
    for (size_t i = 0; i < 3; ++i)
      bits = bits << 8 | (i < group.size() ? static_cast<unsigned char>(group[i]) : 0u);
    for (size_t i = 0; i < 4; ++i)
      text += i <= group.size() ? kDigits[bits >> (18 - 6 * i) & 63] : '=';
    bytes.remove_prefix(group.size());
  }
  return text;
}

}  // namespace

Result<std::string> BasicCredentials(std::string_view user_and_password) {
  if (user_and_password.find(':') == std::string_view::npos) {
    return Fail(ErrorKind::kBadInput, Fault::kUser,
                fmt::format("\"{}\" has no colon: write USER:PASSWORD", user_and_password));
  }
  return "Basic " + Base64(user_and_password);
}

}  // namespace seep
