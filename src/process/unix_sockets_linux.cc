#include <fstream>
#include <sstream>
#include <string>

#include "process/tcp_sockets.h"

namespace seep {

// A line for each socket: number, references, protocol, flags, type, state, inode, path (proc(5)).
// Those of the server's side have the path of the socket that they came in by; the one that listens
// is not connected (state 1), the others are connecting (2), connected (3) or disconnecting (4).
std::optional<int64_t> CountUnixConnections(const std::string& path) {
  std::ifstream file("/proc/net/unix");
  std::string line;
  if (!std::getline(file, line)) return std::nullopt;
  int64_t count = 0;
  while (std::getline(file, line)) {
    std::istringstream fields(line);
    std::string skipped;
    std::string state;
    std::string name;
    fields >> skipped >> skipped >> skipped >> skipped >> skipped >> state >> skipped >> std::ws;
    std::getline(fields, name);
    if (name == path && state != "01") ++count;
  }
  return count;
}

}  // namespace seep
