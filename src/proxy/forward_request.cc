#include "proxy/forward_request.h"

#include <algorithm>
#include <charconv>

#include "proxy/field_kind.h"
#include "proxy/forwarded.h"
#include "proxy/trailers.h"
#include "proxy/upgrade.h"

namespace sluice {

using seep::EqualsIgnoreCase;
using seep::Field;
using seep::Framing;
using seep::HeadWriter;
using seep::RequestHead;

namespace {

constexpr int kPassesMax = 8;
constexpr size_t kNoField = SIZE_MAX;
constexpr std::string_view kRequestId = "X-Request-ID";

// The parts of a target in absolute or origin form; an empty target is no form that is forwarded.
struct Target {
  std::string_view authority;  // absolute form only
  std::string_view path;  // with its query; may lack the first slash when only a query is there
};

// A fragment is never sent (RFC 9110 §7.1): some servers cut it off and some do not, and what is
// routed by one path is served by another.
Target SplitTarget(const RequestHead& head) {
  const std::string_view target = head.target;
  if (target.find('#') != std::string_view::npos) return {};
  if (target.starts_with('/')) return {{}, target};
  if (target == "*") return head.method == "OPTIONS" ? Target{{}, target} : Target{};
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (target.size() <= scheme.size()) continue;
    if (!EqualsIgnoreCase(target.substr(0, scheme.size()), scheme)) continue;
    const std::string_view rest = target.substr(scheme.size());
    const size_t end = std::min(rest.find_first_of("/?"), rest.size());
    const std::string_view authority = rest.substr(0, end);
    // A comma may be part of a name by RFC 3986, but it also joins two fields Host to one.
    if (authority.empty() || !seep::IsHost(authority) || authority.find(',') != authority.npos)
      return {};
    const bool bare = end == rest.size();
    return {authority, !bare                      ? rest.substr(end)
                       : head.method == "OPTIONS" ? std::string_view("*")
                                                  : std::string_view("/")};
  }
  return {};
}

// Digits only; nothing else is a Max-Forwards (RFC 9110 §7.6.2).
bool ParseCount(std::string_view text, uint32_t& count) {
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), count);
  return ec == std::errc() && end == text.data() + text.size();
}

bool LimitsForwards(const RequestHead& head) {
  return head.method == "OPTIONS" || head.method == "TRACE";
}

int PassesThroughSluice(const RequestHead& head) {
  int passes = 0;
  for (const Field& field : head.Fields()) {
    if (!EqualsIgnoreCase(field.name, "via")) continue;
    seep::ForEachListElement(field.value,
                             [&](std::string_view hop) { passes += hop.ends_with(" sluice"); });
  }
  return passes;
}

// List fields that this hop adds to: the last line of each, where the addition goes.
struct Appendable {
  size_t via = kNoField;
  size_t forwarded = kNoField;
  size_t forwarded_for = kNoField;
  size_t forwarded_port = kNoField;
  size_t forwarded_host = kNoField;
  size_t forwarded_proto = kNoField;
};

class RequestWriter {
 public:
  RequestWriter(const RequestHead& head, const Hop& hop, HeadWriter& out)
      : head_(head), hop_(hop), out_(out), options_(head), target_(SplitTarget(head)) {}

  void Write() {
    RequestLine();
    const std::span<const Field> fields = head_.Fields();
    for (size_t i = 0; i < fields.size(); ++i) Remember(Classify(fields[i].name), i);
    if (head_.host.empty() && target_.authority.empty())
      out_.Field("Host", hop_.upstream_authority);
    // First, as RFC 9110 §7.2 wants it; also when the client had it further down.
    if (!target_.authority.empty() && !(hop_.rules != nullptr && hop_.rules->Touches("host")))
      out_.Field("Host", target_.authority);
    for (size_t i = 0; i < fields.size(); ++i) Forward(fields[i], i);
    if (last_.forwarded_for == kNoField) out_.Field("X-Forwarded-For", hop_.client_address);
    if (last_.forwarded_port == kNoField) out_.Field("X-Forwarded-Port", hop_.listen_port);
    const std::string_view host = Host();
    if (last_.forwarded_host == kNoField && !host.empty()) out_.Field("X-Forwarded-Host", host);
    if (last_.forwarded_proto == kNoField) out_.Field("X-Forwarded-Proto", hop_.scheme);
    if (hop_.writes_forwarded && last_.forwarded == kNoField) {
      out_.Raw("Forwarded: ");
      EndWithForwarded();
    }
    if (last_.via == kNoField) out_.Field("Via", Via());
    if (!hop_.request_id.empty()) out_.Field(kRequestId, hop_.request_id);
    if (hop_.rules != nullptr) {
      for (const auto& [name, value] : hop_.rules->set) out_.Field(name, value);
    }
    const std::string_view protocol = UpgradeWanted(head_);
    const bool trailers = WantsTrailers(head_);
    if (trailers || !protocol.empty())
      out_.Field("Connection", protocol.empty() ? "TE" : trailers ? "TE, Upgrade" : "Upgrade");
    if (trailers) out_.Field("TE", "trailers");
    if (!protocol.empty()) out_.Field("Upgrade", protocol);
    if (head_.framing == Framing::kLength) out_.Field("Content-Length", head_.content_length);
    if (head_.framing == Framing::kChunked) out_.Field("Transfer-Encoding", "chunked");
    out_.End();
  }

 private:
  std::string_view Host() const {
    return target_.authority.empty() ? head_.host : target_.authority;
  }

  std::string_view Via() const { return head_.version_minor == 0 ? "1.0 sluice" : "1.1 sluice"; }

  void RequestLine() {
    if (!target_.path.starts_with('?')) return out_.RequestLine(head_.method, target_.path);
    out_.Raw(head_.method);
    out_.Raw(" /");
    out_.Raw(target_.path);
    out_.Raw(" HTTP/1.1\r\n");
  }

  void Remember(FieldKind kind, size_t index) {
    if (kind == FieldKind::kVia) last_.via = index;
    if (!hop_.client_is_trusted) return;
    if (kind == FieldKind::kForwarded && hop_.writes_forwarded) last_.forwarded = index;
    if (kind == FieldKind::kForwardedHost) last_.forwarded_host = index;
    if (kind == FieldKind::kForwardedProto) last_.forwarded_proto = index;
    if (kind == FieldKind::kForwardedFor) last_.forwarded_for = index;
    if (kind == FieldKind::kForwardedPort) last_.forwarded_port = index;
  }

  void Forward(const Field& field, size_t index) {
    switch (Classify(field.name)) {
      case FieldKind::kHop:
      case FieldKind::kFraming:
      case FieldKind::kMimic:
        return;
      case FieldKind::kTrailer:
        if (head_.framing == Framing::kChunked) Pass(field);
        return;
      case FieldKind::kHost:
        // An absolute target overrides it; an empty one is replaced.
        if (target_.authority.empty() && !head_.host.empty()) Pass(field);
        return;
      case FieldKind::kVia:
        return index == last_.via ? Append(field, Via()) : Pass(field);
      case FieldKind::kForwardedHost:
      case FieldKind::kForwardedProto:
      case FieldKind::kForwardedOther:
        if (hop_.client_is_trusted) Pass(field);
        return;
      case FieldKind::kForwarded:
        if (!hop_.client_is_trusted) return;
        if (index != last_.forwarded) return Pass(field);
        BeginList(field);
        return EndWithForwarded();
      case FieldKind::kForwardedFor:
        if (!hop_.client_is_trusted) return;
        return index == last_.forwarded_for ? Append(field, hop_.client_address) : Pass(field);
      case FieldKind::kForwardedPort:
        if (!hop_.client_is_trusted) return;
        return index == last_.forwarded_port ? Append(field, hop_.listen_port) : Pass(field);
      case FieldKind::kExpect:
        // A client of HTTP/1.0 cannot wait for an interim answer (RFC 9110 §10.1.1).
        if (head_.version_minor > 0) Pass(field);
        return;
      case FieldKind::kMaxForwards: {
        uint32_t left = 0;
        if (!LimitsForwards(head_) || !ParseCount(field.value, left) || left == 0) {
          return Pass(field);
        }
        return out_.Field(field.name, uint64_t{left - 1});
      }
      case FieldKind::kServer:
      case FieldKind::kDate:
      case FieldKind::kEndToEnd:
        if (!hop_.request_id.empty() && EqualsIgnoreCase(field.name, kRequestId)) return;
        if (!options_.Removes(field.name)) Pass(field);
        return;
    }
  }

  void Pass(const Field& field) {
    if (hop_.rules == nullptr || !hop_.rules->Touches(field.name))
      out_.Field(field.name, field.value);
  }

  void Append(const Field& field, std::string_view element) {
    BeginList(field);
    out_.Raw(element);
    out_.Raw("\r\n");
  }

  // Up to where another element goes.
  void BeginList(const Field& field) {
    out_.Raw(field.name);
    out_.Raw(": ");
    out_.Raw(field.value);
    if (!field.value.empty()) out_.Raw(", ");
  }

  void EndWithForwarded() {
    WriteForwarded({.client = hop_.client_address, .host = Host(), .scheme = hop_.scheme}, out_);
    out_.Raw("\r\n");
  }

  const RequestHead& head_;
  const Hop& hop_;
  HeadWriter& out_;
  const ConnectionOptions options_;
  const Target target_;
  Appendable last_;
};

}  // namespace

uint16_t StatusInstead(const RequestHead& head) {
  if (head.method == "CONNECT") return 501;
  if (SplitTarget(head).path.empty()) return 400;
  if (ConnectionOptions(head).too_many()) return 400;
  const Field* max_forwards = LimitsForwards(head) ? head.Find("max-forwards") : nullptr;
  uint32_t left = 1;
  if (max_forwards != nullptr && ParseCount(max_forwards->value, left) && left == 0) {
    return head.method == "OPTIONS" ? 200 : 405;
  }
  if (PassesThroughSluice(head) >= kPassesMax) return 508;
  return 0;
}

Destination DestinationOf(const RequestHead& head) {
  const Target target = SplitTarget(head);
  return {target.authority.empty() ? head.host : target.authority,
          target.path.starts_with('?') ? std::string_view("/") : target.path};
}

void WriteRequestHead(const RequestHead& head, const Hop& hop, HeadWriter& out) {
  RequestWriter(head, hop, out).Write();
}

bool HasNoUseForABody(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "TRACE";
}

bool IsIdempotent(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "TRACE" ||
         method == "PUT" || method == "DELETE";
}

}  // namespace sluice
