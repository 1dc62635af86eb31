#pragma once
// An upstream that misbehaves, for testing proxies: what a proxy meets on its other side.

#include <cstdint>
#include <span>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"

namespace seep {

struct UpstreamRow {
  std::string_view name;   // "reset"
  std::string_view does;   // what it does with a request
  std::string_view leaks;  // a real leak that it stands for; empty if there is none
};

// "ok", which behaves, is the first.
std::span<const UpstreamRow> UpstreamRows();
bool IsUpstream(std::string_view name);

// Listens on the port of 127.0.0.1 and serves, a thread for each connection, for as long as the
// process lives. A connection that sends nothing for so long is given up, but not by "hang": who
// waits for an upstream that hangs is to wait for as long as the run. Returns only when it cannot:
// kInUse, kIo, fault kEnvironment.
[[nodiscard]] Error ServeUpstream(std::string_view name, uint16_t port,
                                  milliseconds silence = milliseconds(10'000));

}  // namespace seep
