#pragma once
// What holds for all bytes that a client or an upstream may send through the proxy: everybody
// behind it agrees on where a message ends. The fuzz targets look for bytes for which it does not.

#include <string>
#include <string_view>

#include "proxy/passage.h"

namespace sluice::testing {

// The bytes are a client's. Returns what is broken, or nothing: a strict reader and all lenient
// ones find the same requests at the upstream, no more than the proxy has counted, and each of them
// in what the client has sent; likewise with the answers.
std::string CheckProxiedRequests(Passage& passage, std::string_view bytes);

// The bytes are an upstream's answer, behind a line with the name of one of the questions of
// passage_invariants.cc. Returns what is broken, or nothing: the client has no answer that it did
// not ask for, strict and lenient readers find the same ones, and each is that of the upstream or
// of the proxy itself.
std::string CheckProxiedResponse(Passage& passage, std::string_view bytes);

}  // namespace sluice::testing
