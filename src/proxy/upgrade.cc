#include "proxy/upgrade.h"

#include <algorithm>

namespace sluice {

using seep::EqualsIgnoreCase;

namespace {

bool ConnectionNamesUpgrade(const seep::MessageHead& head) {
  bool named = false;
  for (const seep::Field& field : head.Fields()) {
    if (!EqualsIgnoreCase(field.name, "connection")) continue;
    seep::ForEachListElement(field.value, [&](std::string_view option) {
      named |= EqualsIgnoreCase(option, "upgrade");
    });
  }
  return named;
}

// The one protocol that is named; empty if there are others, or none.
std::string_view ProtocolNamed(const seep::MessageHead& head) {
  std::string_view protocol;
  int count = 0;
  for (const seep::Field& field : head.Fields()) {
    if (!EqualsIgnoreCase(field.name, "upgrade")) continue;
    seep::ForEachListElement(field.value, [&](std::string_view name) {
      protocol = name;
      ++count;
    });
  }
  return count == 1 ? protocol : std::string_view();
}

// protocol-name ["/" protocol-version], each a token.
bool IsProtocol(std::string_view text) {
  const size_t slash = std::min(text.find('/'), text.size());
  const std::string_view version = text.substr(std::min(slash + 1, text.size()));
  return seep::IsToken(text.substr(0, slash)) && (slash == text.size() || seep::IsToken(version));
}

}  // namespace

std::string_view UpgradeWanted(const seep::RequestHead& head) {
  if (head.version_minor == 0 || head.framing != seep::Framing::kNone) return {};
  if (!ConnectionNamesUpgrade(head)) return {};
  const std::string_view protocol = ProtocolNamed(head);
  if (protocol.size() > kProtocolBytesMax || !IsProtocol(protocol)) return {};
  const std::string_view name = protocol.substr(0, protocol.find('/'));
  for (const std::string_view passing : {"h2c", "h2", "http", "tls"}) {
    if (EqualsIgnoreCase(name, passing)) return {};
  }
  return protocol;
}

bool ChangesTo(const seep::ResponseHead& head, std::string_view protocol) {
  return !protocol.empty() && EqualsIgnoreCase(ProtocolNamed(head), protocol);
}

}  // namespace sluice
