#pragma once
// Fields that are meant for every recipient, as far as they are known.

#include <string_view>

namespace sluice {

// In IANA's registry of HTTP field names as permanent, and not about the connection; or one of
// those that proxies and browsers have added without it. Compared without case.
bool IsEndToEnd(std::string_view name);

}  // namespace sluice
