#pragma once
// What a request is answered instead of being passed on.

#include <cstdint>
#include <string>
#include <string_view>

#include "http/message.h"
#include "proxy/forward_request.h"
#include "proxy/route/routing.h"

namespace sluice {

struct Instead {
  uint16_t status = 0;  // 0: it is passed on
  std::string location{};
};

// By its route; nullptr: there is none.
Instead InsteadOf(const Route* route, const seep::RequestHead& head,
                  const Destination& destination);

// Why, for the log; "" where that is no fault.
std::string_view ReasonFor(uint16_t status);

}  // namespace sluice
