#include "load/http2_request.h"

#include <algorithm>
#include <array>

#include "http/message.h"
#include "load/request.h"
#include "model/endpoint_name.h"

namespace seep {
namespace {

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

// RFC 9113 §8.2.2. TE is allowed with one value.
bool IsOfTheConnection(const std::string& name, const std::string& value) {
  constexpr std::array<std::string_view, 6> kNames = {
      "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "host"};
  if (name == "te") return !EqualsIgnoreCase(value, "trailers");
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

}  // namespace

Result<Http2Request> MakeHttp2Request(const TrafficSpec& spec, const RequestSpec& request) {
  if (auto checked = CheckRequest(request); !checked) return tl::unexpected(checked.error());
  Http2Request made;
  std::string authority = request.host.empty() ? AuthorityOf(spec.endpoint) : request.host;
  HeaderFields others = {{"user-agent", "seep/" SEEP_VERSION}, {"accept", "*/*"}};
  for (const auto& [given, value] : request.headers) {
    const std::string name = Lower(given);
    if (name == "host") authority = value;
    if (IsOfTheConnection(name, value)) continue;
    const auto is_default = [&](const auto& field) { return field.first == name; };
    if (name == "user-agent" || name == "accept") std::erase_if(others, is_default);
    others.emplace_back(name, value);
  }
  made.fields = {{":method", request.method},
                 {":scheme", spec.tls.on && !spec.shape.tls.plain ? "https" : "http"},
                 {":authority", std::move(authority)},
                 {":path", request.target}};
  made.fields.insert(made.fields.end(), others.begin(), others.end());
  made.body = request.body;
  if (HasBody(request))
    made.fields.emplace_back("content-length", std::to_string(made.body.size()));
  return made;
}

}  // namespace seep
