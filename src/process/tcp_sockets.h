#pragma once
// TCP sockets of this network namespace, IPv4 and IPv6, asked of the kernel by port and state
// (sock_diag(7)): /proc/net/tcp would print a line for each of the thousands in TIME_WAIT.

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace seep {

// Connections whose local port this is, those in TIME_WAIT and listening sockets left out. Nothing
// when the kernel does not answer.
std::optional<int64_t> CountConnections(uint16_t port);

// The same for a Unix socket: connections that were accepted, or wait for it (/proc/net/unix).
std::optional<int64_t> CountUnixConnections(const std::string& path);

struct Listener {
  uint16_t port = 0;
  std::string address;  // "127.0.0.1", "::1"; "0.0.0.0" and "::" are all of the family
};

struct Listeners {
  std::vector<uint16_t> ports;  // of these processes, ascending, each once
  std::vector<Listener> own;    // of these processes, by port
  std::vector<uint16_t> other;  // listened on in this namespace, but by none of these processes
  bool complete = false;        // all descriptors of the processes could be read
};

// Who listens where.
Listeners FindListeners(std::span<const pid_t> pids);

}  // namespace seep
