#include "proxy/forwarded.h"

#include "http/message.h"

namespace sluice {
namespace {

// A value is a token, or quoted (RFC 7239 §4). A host has nothing that would have to be escaped.
void WriteValue(std::string_view value, seep::HeadWriter& out) {
  const std::string_view quote = seep::IsToken(value) ? "" : "\"";
  out.Raw(quote);
  out.Raw(value);
  out.Raw(quote);
}

// An IPv6 address is in brackets, and therefore quoted (RFC 7239 §6).
void WriteNode(std::string_view address, seep::HeadWriter& out) {
  if (address.find(':') != std::string_view::npos) {
    out.Raw("\"[");
    out.Raw(address);
    out.Raw("]\"");
  } else {
    out.Raw(address);
  }
}

}  // namespace

void WriteForwarded(const ForwardedElement& element, seep::HeadWriter& out) {
  out.Raw("for=");
  WriteNode(element.client, out);
  if (!element.host.empty()) {
    out.Raw(";host=");
    WriteValue(element.host, out);
  }
  out.Raw(";proto=");
  out.Raw(element.scheme);
}

}  // namespace sluice
