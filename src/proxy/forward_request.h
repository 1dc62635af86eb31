#pragma once
// What becomes of a request's head on its way to the upstream. Pure functions: head in, bytes out.

#include <cstdint>
#include <string_view>

#include "http/message.h"
#include "http/writer.h"
#include "proxy/route/header_rules.h"

namespace sluice {

// This hop, as the upstream is told of it.
struct Hop {
  std::string_view client_address;      // without port
  bool client_is_trusted = false;       // what it says of where the request came from is passed on
  std::string_view request_id{};        // X-Request-ID; empty: the client's goes on
  std::string_view scheme = "http";     // that the client used
  bool writes_forwarded = false;        // Forwarded (RFC 7239) beside X-Forwarded-…
  const HeaderRules* rules = nullptr;   // of the route
  std::string_view listen_port;         // the port that the client connected to
  std::string_view upstream_authority;  // Host for an HTTP/1.0 request that has none
};

// 0 if the request can be forwarded; else the status to answer it with:
//   200  OPTIONS with Max-Forwards: 0, which ends here (RFC 9110 §7.6.2)
//   400  a target in no form that a proxy knows, too many Connection options
//   405  TRACE with Max-Forwards: 0: an answer would reflect the request's credentials
//   501  CONNECT
//   508  it has been through sluice again and again
uint16_t StatusInstead(const seep::RequestHead& head);

// What a request is routed by. Requires StatusInstead(head) == 0.
struct Destination {
  std::string_view host;  // of an absolute target, else of Host; with its port, if it has one
  std::string_view path;  // with its query
};
Destination DestinationOf(const seep::RequestHead& head);

// Writes the head to send. Requires StatusInstead(head) == 0. Fields keep their order; hop-by-hop
// ones are left out; the framing is written anew from head.framing; an absolute target is turned
// into origin form with its authority as Host (RFC 9112 §3.2.2); Via is appended to its last field
// line, or added. So are X-Forwarded-For and X-Forwarded-Port of a client that is trusted, and
// Forwarded where this hop writes it; its X-Forwarded-Host, X-Forwarded-Proto and the like stay. Of
// others all of these are left out, and what this hop knows is put in their place.
void WriteRequestHead(const seep::RequestHead& head, const Hop& hop, seep::HeadWriter& out);

// Servers are known to leave the body of such a request unread, and then take it for the next
// request on the connection.
bool HasNoUseForABody(std::string_view method);

// Sending it twice is the same as sending it once (RFC 9110 §9.2.2).
bool IsIdempotent(std::string_view method);

}  // namespace sluice
