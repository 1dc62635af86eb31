#pragma once
// What holds for all bytes that a client or an upstream may send through the proxy: everybody
// behind it agrees on where a message ends. The fuzz targets look for bytes for which it does not.

#include <string>
#include <string_view>

#include "proxy/passage.h"

namespace sluice::testing {

// The bytes are a client's. At the first NUL the client waits until something has come of them. The
// upstream answers requests for /early… before their bodies are there, and it closes its connection
// after those for …close.
// Returns what is broken, or nothing. A strict reader and all lenient ones find the same requests
// at the upstream. There are no more of them than the proxy has counted, and each of them is among
// those that the client has sent. The readers agree on the client's answers as well.
std::string CheckProxiedRequests(Passage& passage, std::string_view bytes);

// The bytes are an upstream's answer. A line before it names one of the questions of
// passage_invariants.cc.
// Returns what is broken, or nothing. The readers find the same answers at the client, and none
// that it did not ask for. Each of them is that of the upstream, or the proxy's own.
std::string CheckProxiedResponse(Passage& passage, std::string_view bytes);

}  // namespace sluice::testing
