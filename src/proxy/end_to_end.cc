#include "proxy/end_to_end.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace sluice {
namespace {

constexpr char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// In lower case, and in order.
constexpr auto kNames = std::to_array<std::string_view>({
    "a-im", "accept", "accept-additions", "accept-ch", "accept-charset", "accept-datetime",
    "accept-encoding", "accept-features", "accept-language", "accept-patch", "accept-post",
    "accept-query", "accept-ranges", "accept-signature", "access-control-allow-credentials",
    "access-control-allow-headers", "access-control-allow-methods", "access-control-allow-origin",
    "access-control-expose-headers", "access-control-max-age", "access-control-request-headers",
    "access-control-request-method", "age", "allow", "alpn", "alt-svc", "alt-used", "alternates",
    "apply-to-redirect-ref", "authentication-control", "authentication-info", "authorization",
    "available-dictionary", "cache-control", "cache-status", "cal-managed-id", "caldav-timezones",
    "capsule-protocol", "cdn-cache-control", "cdn-loop", "cert-not-after", "cert-not-before",
    "cf-connecting-ip", "clear-site-data", "client-cert", "client-cert-chain", "cookie",
    "cross-origin-embedder-policy", "cross-origin-embedder-policy-report-only",
    "cross-origin-opener-policy", "cross-origin-opener-policy-report-only",
    "cross-origin-resource-policy", "dasl", "date", "dav", "deprecation", "depth", "destination",
    "dictionary-id", "dnt", "dpop", "dpop-nonce", "early-data", "etag", "expect", "expires",
    "forwarded", "from", "hobareg", "host", "if", "if-match", "if-modified-since",
    "if-none-match", "if-range", "if-schedule-tag-match", "if-unmodified-since", "im",
    "include-referred-token-binding-id", "label", "last-event-id", "last-modified", "link",
    "link-template", "location", "lock-token", "max-forwards", "memento-datetime", "meter",
    "method-check", "mime-version", "negotiate", "nel", "odata-entityid", "odata-isolation",
    "odata-maxversion", "odata-version", "optional-www-authenticate", "ordering-type", "origin",
    "origin-agent-cluster", "oscore", "oslc-core-version", "overwrite", "ping-from", "ping-to",
    "position", "pragma", "prefer", "preference-applied", "priority", "proxy-authenticate",
    "proxy-authentication-info", "proxy-authorization", "proxy-status", "public-key-pins",
    "public-key-pins-report-only", "range", "redirect-ref", "referer", "referrer-policy",
    "repeatability-client-id", "repeatability-request-id", "replay-nonce", "reporting-endpoints",
    "repr-digest", "retry-after", "schedule-reply", "schedule-tag", "sec-token-binding", "server",
    "set-cookie", "signature", "signature-input", "slug", "soapaction", "status-uri",
    "strict-transport-security", "sunset", "surrogate-capability", "surrogate-control", "tcn",
    "timeout", "timing-allow-origin", "topic", "traceparent", "tracestate", "true-client-ip",
    "ttl", "upgrade-insecure-requests", "urgency", "uri", "use-as-dictionary", "user-agent",
    "variant-vary", "vary", "via", "want-content-digest", "want-repr-digest", "warning",
    "www-authenticate", "x-content-type-options", "x-forwarded", "x-frame-options",
    "x-http-method-override", "x-original-host", "x-original-url", "x-real-ip", "x-request-id",
    "x-requested-with", "x-rewrite-url", "x-ua-compatible", "x-xss-protection",
});
static_assert(std::ranges::is_sorted(kNames));

// Families, of which there are more than are listed anywhere.
constexpr auto kPrefixes = std::to_array<std::string_view>(
    {"content-", "sec-", "x-forwarded-", "x-amz-", "x-b3-", "x-envoy-"});

// What `known` is to `name`, as strcmp(3) has it.
int Compare(std::string_view known, std::string_view name) {
  const size_t common = std::min(known.size(), name.size());
  for (size_t i = 0; i < common; ++i) {
    if (known[i] != Lower(name[i])) return known[i] < Lower(name[i]) ? -1 : 1;
  }
  return known.size() == name.size() ? 0 : known.size() < name.size() ? -1 : 1;
}

}  // namespace

bool IsEndToEnd(std::string_view name) {
  const auto* found = std::ranges::lower_bound(
      kNames, name, [](std::string_view known, std::string_view n) { return Compare(known, n) < 0; });
  if (found != kNames.end() && Compare(*found, name) == 0) return true;
  return std::ranges::any_of(kPrefixes, [&](std::string_view prefix) {
    return name.size() > prefix.size() && Compare(prefix, name.substr(0, prefix.size())) == 0;
  });
}

}  // namespace sluice
