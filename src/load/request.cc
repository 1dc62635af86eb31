#include "load/request.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "http/message.h"
#include "load/template.h"
#include "model/endpoint_name.h"

namespace seep {
namespace {

bool IsControl(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; }

// Control bytes as \xNN, so that a message about them stays on one line.
std::string Printable(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (IsControl(c))
      out.append("\\x").append(1, kHex[byte >> 4]).append(1, kHex[byte & 15]);
    else
      out.push_back(c);
  }
  return out;
}

auto Bad(std::string_view what, std::string_view text, std::string_view why) {
  return Fail(
      ErrorKind::kBadInput, Fault::kUser,
      std::string(what) + " \"" + Printable(text) + "\" cannot be sent: " + std::string(why));
}

Result<> CheckField(const std::string& name, const std::string& value) {
  if (!IsToken(name))
    return Bad("the header name", name, "a name has letters, digits and !#$%&'*+-.^_`|~ only");
  if (std::any_of(value.begin(), value.end(), IsControl))
    return Bad("the value of " + name + ",", value, "it has control characters");
  for (const std::string_view framing : {"Content-Length", "Transfer-Encoding"}) {
    if (EqualsIgnoreCase(name, framing))
      return Bad("the header", name, "the body's framing is written by the load generator itself");
  }
  return {};
}

void AppendField(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

// RFC 9112 §9.3 and appendix C.2.2: what says to keep the connection, or not, differs by version.
std::string_view ConnectionOption(const TrafficSpec& spec, const RequestSpec& request) {
  const bool keep = spec.shape.reuse;
  if (request.version == HttpVersion::k10) return keep ? "keep-alive" : "";
  return keep ? "" : "close";
}

// In chunks of 1 KiB at most (RFC 9112 §7.1).
std::string Chunked(std::string_view body, bool trailers, size_t line_bytes) {
  constexpr size_t kChunk = 1024;
  std::string out;
  std::string extension = line_bytes > 0 ? ";" + std::string(line_bytes, 'x') : "";
  for (size_t at = 0; at < body.size(); at += kChunk) {
    const std::string_view chunk = body.substr(at, kChunk);
    out += fmt::format("{:x}{}\r\n{}\r\n", chunk.size(), extension, chunk);
    extension.clear();
  }
  return out + (trailers ? "0\r\nX-Seep-Trailer: seep\r\n\r\n" : "0\r\n\r\n");
}

// The fields that frame it, and the body.
std::string FramedBody(const Shape& shape, const std::string& body) {
  if (shape.framing == BodyFraming::kLength)
    return fmt::format("Content-Length: {}\r\n\r\n{}", body.size(), body);
  const bool trailers = shape.framing == BodyFraming::kChunkedTrailers;
  return fmt::format("Transfer-Encoding: chunked\r\n{}\r\n{}",
                     trailers ? "Trailer: X-Seep-Trailer\r\n" : "",
                     Chunked(body, trailers, shape.chunk_line_bytes));
}

}  // namespace

bool HasBody(const RequestSpec& request) {
  constexpr std::array<std::string_view, 3> kWithBody = {"POST", "PUT", "PATCH"};
  return !request.body.empty() ||
         std::find(kWithBody.begin(), kWithBody.end(), request.method) != kWithBody.end();
}

bool IsTarget(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](char c) { return c > 0x20 && c < 0x7f && c != '#'; });
}

Result<> CheckRequest(const RequestSpec& request) {
  if (HasPlaceholder(request)) {
    // Any value tells: all of them are digits, letters and dashes.
    return CheckRequest(Filled(request, 0, 0));
  }
  if (!IsToken(request.method)) return Bad("the method", request.method, "it is not a word");
  if (request.method == "CONNECT")
    return Bad("the method", request.method, "tunnels are not supported");
  if (!IsTarget(request.target))
    return Bad("the path", request.target,
               "spaces, controls and bytes over 127 have to be percent-encoded, as %20");
  if (std::any_of(request.host.begin(), request.host.end(),
                  [](char c) { return IsControl(c) || c == ' ' || c == '\t'; }))
    return Bad("the Host", request.host, "it has spaces or control characters");
  for (const auto& [name, value] : request.headers) {
    if (auto checked = CheckField(name, value); !checked) return checked;
  }
  return {};
}

Result<std::string> RenderRequest(const TrafficSpec& spec, const RequestSpec& request) {
  if (auto checked = CheckRequest(request); !checked) return tl::unexpected<Error>(checked.error());

  std::string out = request.method + " " + request.target;
  out.append(request.version == HttpVersion::k10 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n");
  const std::array<std::pair<std::string_view, std::string>, 4> defaults = {{
      {"Host", request.host.empty() ? AuthorityOf(spec.endpoint) : request.host},
      {"User-Agent", "seep/" SEEP_VERSION},
      {"Accept", "*/*"},
      {"Connection", std::string(ConnectionOption(spec, request))},
  }};
  for (const auto& [name, value] : defaults) {
    const bool given = std::any_of(
        request.headers.begin(), request.headers.end(),
        [field = name](const auto& header) { return EqualsIgnoreCase(header.first, field); });
    if (!given && !value.empty()) AppendField(out, name, value);
  }
  for (const auto& [name, value] : request.headers) AppendField(out, name, value);
  return out + (HasBody(request) ? FramedBody(spec.shape, request.body) : "\r\n");
}

}  // namespace seep
