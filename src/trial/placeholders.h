#pragma once
// {port}, {port2} … {port9} in commands and requests: free TCP ports, each the same wherever it
// stands in one run. {upstream_port} is one more, and {upstream} is 127.0.0.1 with it. {socket} is
// the path of a Unix socket.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/temp_folder.h"
#include "model/traffic.h"

namespace seep {

class PortMap {
 public:
  // `port` is what {port} stands for; 0: a free one.
  [[nodiscard]] static Result<PortMap> Create(uint16_t port);

  uint16_t port() const { return ports_.at("{port}"); }
  // What {socket} stands for: in a new folder, which is removed, with the socket, when the map is
  // destroyed. Error kIo.
  [[nodiscard]] Result<std::string> Socket();
  // Replaces every placeholder in every word.
  [[nodiscard]] Result<std::vector<std::string>> Expand(std::vector<std::string> command);
  // And in a request's target, Host, headers and body.
  [[nodiscard]] Result<RequestSpec> ExpandRequest(RequestSpec request);

 private:
  [[nodiscard]] Result<std::string> ExpandWord(std::string word);
  std::map<std::string, uint16_t> ports_;
  std::optional<TempFolder> folder_;  // of {socket}
};

// Has it {socket}?
bool NamesSocket(const std::vector<std::string>& command);

}  // namespace seep
