#include "proxy/instead.h"

#include "proxy/context.h"

namespace sluice {

Instead InsteadOf(const Route* route, const seep::RequestHead& head,
                  const Destination& destination) {
  if (route == nullptr) return {.status = 404, .location = {}};
  if (route->body_bytes_max > 0 && head.content_length > route->body_bytes_max)
    return {.status = 413, .location = {}};
  if (route->redirect.empty()) return {};
  std::string location = LocationOf(*route, destination.host, destination.path);
  if (location.size() > kHeadBytesMax) return {.status = 414, .location = {}};
  return {static_cast<uint16_t>(route->redirect_status), std::move(location)};
}

std::string_view ReasonFor(uint16_t status) {
  switch (status) {
    case 400:
      return "the target or Connection is malformed";
    case 404:
      return "there is no route";
    case 405:
      return "TRACE ends here";
    case 413:
      return "the body is larger than the route allows";
    case 414:
      return "the target is too long to be redirected";
    case 429:
      return "the client sends more than the route allows";
    case 501:
      return "the method is not implemented";
    case 503:
      return "no server has room, and no more requests may wait for it";
    case 508:
      return "it has been through sluice again and again";
    default:
      return "";
  }
}

}  // namespace sluice
