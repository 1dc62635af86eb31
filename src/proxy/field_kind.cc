#include "proxy/field_kind.h"

#include <algorithm>

namespace sluice {

using seep::EqualsIgnoreCase;

namespace {

struct Known {
  std::string_view name;
  FieldKind kind;
};

// Ordered by length, so that most fields are told apart without comparing a letter.
constexpr Known kKnown[] = {
    {"te", FieldKind::kHop},
    {"via", FieldKind::kVia},
    {"host", FieldKind::kHost},
    {"date", FieldKind::kDate},
    {"expect", FieldKind::kExpect},
    {"server", FieldKind::kServer},
    {"upgrade", FieldKind::kHop},
    {"trailer", FieldKind::kFraming},
    {"connection", FieldKind::kHop},
    {"keep-alive", FieldKind::kHop},
    {"max-forwards", FieldKind::kMaxForwards},
    {"content-length", FieldKind::kFraming},
    {"http2-settings", FieldKind::kHop},
    {"x-forwarded-for", FieldKind::kForwardedFor},
    {"x-forwarded-port", FieldKind::kForwardedPort},
    {"proxy-connection", FieldKind::kHop},
    {"transfer-encoding", FieldKind::kFraming},
};

// Fields for every recipient; names that start with content- or x-forwarded- are such too.
constexpr std::string_view kNeverRemoved[] = {
    "accept", "age",           "authorization", "cache-control", "cookie",      "date",
    "etag",   "expect",        "forwarded",     "host",          "location",    "max-forwards",
    "origin", "pragma",        "range",         "server",        "set-cookie",  "user-agent",
    "vary",   "last-modified", "via",           "x-real-ip",     "x-request-id"};

bool StartsWithIgnoreCase(std::string_view text, std::string_view start) {
  return text.size() >= start.size() && EqualsIgnoreCase(text.substr(0, start.size()), start);
}

bool IsNeverRemoved(std::string_view name) {
  return StartsWithIgnoreCase(name, "content-") || StartsWithIgnoreCase(name, "x-forwarded-") ||
         std::ranges::any_of(kNeverRemoved,
                             [&](std::string_view n) { return EqualsIgnoreCase(n, name); });
}

}  // namespace

FieldKind Classify(std::string_view name) {
  for (const Known& known : kKnown) {
    if (known.name.size() < name.size()) continue;
    if (known.name.size() > name.size()) break;
    if (EqualsIgnoreCase(known.name, name)) return known.kind;
  }
  return FieldKind::kEndToEnd;
}

ConnectionOptions::ConnectionOptions(const seep::MessageHead& head) {
  for (const seep::Field& field : head.Fields()) {
    if (!EqualsIgnoreCase(field.name, "connection")) continue;
    seep::ForEachListElement(field.value, [&](std::string_view option) {
      if (EqualsIgnoreCase(option, "close") || EqualsIgnoreCase(option, "keep-alive")) return;
      if (IsNeverRemoved(option)) return;
      if (count_ == kOptionsMax) {
        too_many_ = true;
        return;
      }
      names_[count_++] = option;
    });
  }
}

bool ConnectionOptions::Removes(std::string_view name) const {
  return std::any_of(names_.begin(), names_.begin() + static_cast<std::ptrdiff_t>(count_),
                     [&](std::string_view n) { return EqualsIgnoreCase(n, name); });
}

}  // namespace sluice
