#include "proxy/field_kind.h"

#include <algorithm>
#include <array>

#include "proxy/end_to_end.h"

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
    {"trailer", FieldKind::kTrailer},
    {"forwarded", FieldKind::kForwarded},
    {"x-real-ip", FieldKind::kForwardedOther},
    {"connection", FieldKind::kHop},
    {"keep-alive", FieldKind::kHop},
    {"max-forwards", FieldKind::kMaxForwards},
    {"content-length", FieldKind::kFraming},
    {"http2-settings", FieldKind::kHop},
    {"x-forwarded-for", FieldKind::kForwardedFor},
    {"x-forwarded-port", FieldKind::kForwardedPort},
    {"x-forwarded-host", FieldKind::kForwardedHost},
    {"proxy-connection", FieldKind::kHop},
    {"x-forwarded-proto", FieldKind::kForwardedProto},
    {"transfer-encoding", FieldKind::kFraming},
};

// Servers that hand fields on as variables of the environment (RFC 3875 §4.1.18) make one name of
// "-" and "_", and some of both fields one value.
constexpr size_t kMimicBytesMax = 32;  // longer than the names that are mimicked

bool StartsWithIgnoreCase(std::string_view text, std::string_view start) {
  return text.size() >= start.size() && EqualsIgnoreCase(text.substr(0, start.size()), start);
}

FieldKind Mimics(std::string_view name) {
  if (name.size() > kMimicBytesMax) return FieldKind::kEndToEnd;
  std::array<char, kMimicBytesMax> meant;
  std::ranges::replace_copy(name, meant.begin(), '_', '-');
  const std::string_view as = {meant.data(), name.size()};
  const bool rewrites =
      EqualsIgnoreCase(as, "x-original-url") || EqualsIgnoreCase(as, "x-rewrite-url");
  return rewrites || Classify(as) != FieldKind::kEndToEnd ? FieldKind::kMimic
                                                          : FieldKind::kEndToEnd;
}

}  // namespace

FieldKind Classify(std::string_view name) {
  if (name.find('_') != std::string_view::npos) return Mimics(name);
  for (const Known& known : kKnown) {
    if (known.name.size() < name.size()) continue;
    if (known.name.size() > name.size()) break;
    if (EqualsIgnoreCase(known.name, name)) return known.kind;
  }
  if (StartsWithIgnoreCase(name, "x-forwarded-")) return FieldKind::kForwardedOther;
  return FieldKind::kEndToEnd;
}

ConnectionOptions::ConnectionOptions(const seep::MessageHead& head) {
  for (const seep::Field& field : head.Fields()) {
    if (!EqualsIgnoreCase(field.name, "connection")) continue;
    seep::ForEachListElement(field.value, [&](std::string_view option) {
      if (EqualsIgnoreCase(option, "close") || EqualsIgnoreCase(option, "keep-alive")) return;
      if (IsEndToEnd(option)) return;
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
