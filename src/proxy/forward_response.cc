#include "proxy/forward_response.h"

#include "proxy/field_kind.h"

namespace sluice {

using seep::Field;
using seep::Framing;
using seep::HeadWriter;
using seep::ResponseHead;

namespace {

// Server and Date seen on the way, so that they are added only where they are missing.
struct Seen {
  bool server = false;
  bool date = false;
  bool via = false;
};

std::string_view Via(const ResponseHead& head) {
  return head.version_minor == 0 ? "1.0 sluice" : "1.1 sluice";
}

void AppendVia(std::string_view value, const ResponseHead& head, HeadWriter& out) {
  out.Raw("Via: ");
  out.Raw(value);
  out.Raw(value.empty() ? "" : ", ");
  out.Raw(Via(head));
  out.Raw("\r\n");
}

// Field lines to pass on, in their order. Via is joined into its last line. `trailers`: they
// follow.
Seen WriteFields(const ResponseHead& head, HeadWriter& out, const HeaderRules& rules = {},
                 bool trailers = false) {
  const ConnectionOptions options(head);
  const Field* last_via = nullptr;
  for (const Field& field : head.Fields()) {
    if (Classify(field.name) == FieldKind::kVia) last_via = &field;
  }
  Seen seen{.via = last_via != nullptr};
  for (const Field& field : head.Fields()) {
    const FieldKind kind = Classify(field.name);
    if (kind == FieldKind::kHop || kind == FieldKind::kFraming) continue;
    if (kind == FieldKind::kTrailer && !trailers) continue;
    if (&field == last_via) {
      AppendVia(field.value, head, out);
      continue;
    }
    if (options.Removes(field.name) || (!rules.empty() && rules.Touches(field.name))) continue;
    seen.server |= kind == FieldKind::kServer;
    seen.date |= kind == FieldKind::kDate;
    out.Field(field.name, field.value);
  }
  return seen;
}

// A 426 has to say what to change to (RFC 9110 §15.5.22), which the client asks for through this
// proxy.
bool OffersUpgrade(const ResponseHead& head, const RequestFacts& request) {
  return head.status == 426 && request.version_minor > 0 && head.Find("upgrade") != nullptr;
}

void WriteOffer(const ResponseHead& head, HeadWriter& out) {
  out.Field("Connection", "Upgrade");
  for (const Field& field : head.Fields()) {
    if (seep::EqualsIgnoreCase(field.name, "upgrade")) out.Field("Upgrade", field.value);
  }
}

void WriteConnection(const RequestFacts& request, bool keep_alive, HeadWriter& out) {
  // Persistence is the default in HTTP/1.1 and has to be said in HTTP/1.0 (RFC 9112 §9.3).
  if (!keep_alive) return out.Field("Connection", "close");
  if (request.version_minor == 0) out.Field("Connection", "keep-alive");
}

std::string_view OwnText(uint16_t status) {
  switch (status) {
    case 200:
    case 301:
    case 302:
    case 307:
    case 308:
      return "";
    case 404:
      return "There is nothing here.\n";
    case 413:
      return "The request's body is too large.\n";
    case 429:
      return "There were too many requests, please wait a moment.\n";
    case 408:
      return "The request did not arrive in time.\n";
    case 502:
    case 503:
    case 504:
      return "Something went wrong, please try again later.";
    default:
      return "The request cannot be served as it was sent.\n";
  }
}

}  // namespace

ResponsePlan PlanResponse(const ResponseHead& head, const RequestFacts& request,
                          bool may_keep_alive) {
  ResponsePlan plan{.framing = head.framing, .keep_alive = may_keep_alive && request.keep_alive};
  if (head.framing == Framing::kChunked || head.framing == Framing::kUntilClose) {
    plan.framing = request.version_minor == 0 ? Framing::kUntilClose : Framing::kChunked;
  }
  if (plan.framing == Framing::kUntilClose) plan.keep_alive = false;
  return plan;
}

void WriteResponseHead(const ResponseHead& head, const RequestFacts& request,
                       const ResponsePlan& plan, const HeaderRules& rules, std::string_view date,
                       HeadWriter& out) {
  out.StatusLine(head.status, head.reason);
  const bool trailers = request.trailers && plan.framing == Framing::kChunked;
  const Seen seen = WriteFields(head, out, rules, trailers);
  for (const auto& [name, value] : rules.set) out.Field(name, value);
  if (!seen.server && !rules.Touches("server")) out.Field("Server", "sluice");
  if (!seen.date) out.Field("Date", date);
  if (!seen.via) out.Field("Via", Via(head));
  if (!request.request_id.empty() && head.Find("x-request-id") == nullptr)
    out.Field("X-Request-ID", request.request_id);
  // A length without a body tells what a GET would have had: in answers to HEAD and in 304, and
  // nowhere else (RFC 9110 §8.6).
  const bool describes =
      head.has_content_length && (request.head || head.status == 304) && head.status != 204;
  if (plan.framing == Framing::kLength || (plan.framing == Framing::kNone && describes)) {
    out.Field("Content-Length", head.content_length);
  }
  if (plan.framing == Framing::kChunked) out.Field("Transfer-Encoding", "chunked");
  if (OffersUpgrade(head, request)) WriteOffer(head, out);
  WriteConnection(request, plan.keep_alive, out);
  out.End();
}

bool RelaysInterim(const ResponseHead& head, const RequestFacts& request) {
  return request.version_minor > 0 && (head.status != 100 || request.expect_continue);
}

void WriteInterimHead(const ResponseHead& head, HeadWriter& out) {
  out.StatusLine(head.status, head.reason);
  if (!WriteFields(head, out).via) out.Field("Via", Via(head));
  out.End();
}

void WriteSwitchingHead(const ResponseHead& head, std::string_view protocol, HeadWriter& out) {
  out.StatusLine(head.status, head.reason);
  if (!WriteFields(head, out).via) out.Field("Via", Via(head));
  out.Field("Connection", "Upgrade");
  out.Field("Upgrade", protocol);
  out.End();
}

void WriteOwnResponse(uint16_t status, const RequestFacts& request, bool keep_alive,
                      std::string_view date, HeadWriter& out, std::string_view location) {
  const std::string_view text = OwnText(status);
  out.StatusLine(status, seep::ReasonPhrase(status));
  out.Field("Server", "sluice");
  out.Field("Date", date);
  if (!text.empty()) out.Field("Content-Type", "text/plain");
  out.Field("Content-Length", uint64_t{text.size()});
  if (status == 405) out.Field("Allow", "GET, HEAD, POST, PUT, DELETE, OPTIONS");
  if (status == 503 || status == 429) out.Field("Retry-After", request.retry_after);
  if (!location.empty()) out.Field("Location", location);
  if (!request.request_id.empty()) out.Field("X-Request-ID", request.request_id);
  WriteConnection(request, keep_alive, out);
  out.End();
  if (!request.head) out.Raw(text);
}

std::string_view TurnedAway() {
  return "HTTP/1.1 503 Service Unavailable\r\nServer: sluice\r\nContent-Type: text/plain\r\n"
         "Content-Length: 45\r\nRetry-After: 1\r\nConnection: close\r\n\r\n"
         "Something went wrong, please try again later.";
}

}  // namespace sluice
