#pragma once
// HTTP's basic authentication (RFC 7617).

#include <string>
#include <string_view>

#include "base/error.h"

namespace seep {

// "user:password" → "Basic dXNlcjpwYXNzd29yZA==", the value of the field. The user has no colon,
// the password may have some. Error kBadInput: there is none.
[[nodiscard]] Result<std::string> BasicCredentials(std::string_view user_and_password);

}  // namespace seep
