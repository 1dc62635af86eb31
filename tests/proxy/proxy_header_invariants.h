#pragma once
// What holds for every header of the PROXY protocol, however broken.

#include <string>
#include <string_view>

namespace sluice::testing {

// Returns what is broken, or nothing: a header takes what it has and no more, whatever comes behind
// it; what a part of it says, the whole does not take back; it is bounded; a client that it names
// is the same one when it is written as a header again.
std::string CheckProxyHeader(std::string_view bytes);

}  // namespace sluice::testing
