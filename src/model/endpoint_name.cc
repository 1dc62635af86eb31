#include "model/endpoint_name.h"

namespace seep {

std::string AuthorityOf(const Endpoint& endpoint) {
  const bool ipv6 = endpoint.host.find(':') != std::string::npos;
  return (ipv6 ? "[" + endpoint.host + "]" : endpoint.host) + ":" + std::to_string(endpoint.port);
}

std::string PlaceOf(const Endpoint& endpoint) {
  return endpoint.unix_socket.empty() ? AuthorityOf(endpoint) : "unix:" + endpoint.unix_socket;
}

}  // namespace seep
