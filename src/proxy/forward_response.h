#pragma once
// What becomes of a response's head on its way to the client, and the answers that sluice gives
// itself. Pure functions: head in, bytes out.

#include <cstdint>
#include <string_view>

#include "http/message.h"
#include "http/writer.h"
#include "proxy/route/header_rules.h"

namespace sluice {

// What a response has to know of its request.
struct RequestFacts {
  bool head = false;  // HEAD: the answer has no body
  uint8_t version_minor = 1;
  bool keep_alive = false;       // the client would use its connection again
  bool expect_continue = false;  // the client waits for a 100
  bool trailers = false;         // it understands them
  std::string_view request_id{};
  uint64_t retry_after = 1;  // seconds, of a 429 or 503
};

struct ResponsePlan {
  seep::Framing framing = seep::Framing::kNone;  // towards the client
  bool keep_alive = false;
};

// Chunked for a body of unknown length, but until close for a client of HTTP/1.0 (RFC 9112 §6.1).
// `may_keep_alive` is false when the connection to the client has to end after this response.
ResponsePlan PlanResponse(const seep::ResponseHead& head, const RequestFacts& request,
                          bool may_keep_alive);

// Writes the head to send. `date` is used where the upstream sent none (RFC 9110 §6.6.1).
void WriteResponseHead(const seep::ResponseHead& head, const RequestFacts& request,
                       const ResponsePlan& plan, const HeaderRules& rules, std::string_view date,
                       seep::HeadWriter& out);

// Interim responses are relayed, several if need be, but never to a client of HTTP/1.0, and a 100
// only to a client that asked for it (RFC 9110 §15.2).
bool RelaysInterim(const seep::ResponseHead& head, const RequestFacts& request);
void WriteInterimHead(const seep::ResponseHead& head, seep::HeadWriter& out);
// A 101 that changes to the protocol.
void WriteSwitchingHead(const seep::ResponseHead& head, std::string_view protocol,
                        seep::HeadWriter& out);

// A whole response of sluice's own, with a line of text as body (left out for HEAD). `location`: of
// a redirection.
void WriteOwnResponse(uint16_t status, const RequestFacts& request, bool keep_alive,
                      std::string_view date, seep::HeadWriter& out, std::string_view location = {});

// What a client is turned away with for whom there is no memory: 503, whole, and the connection
// ends.
std::string_view TurnedAway();

}  // namespace sluice
