#include "sluice/config_invariants.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "sluice/config/config_file.h"

namespace sluice::testing {
namespace {

constexpr std::string_view kFile = "s.toml";

// Takes ":12" off the front.
std::optional<uint32_t> TakeNumber(std::string_view& text) {
  uint32_t number = 0;
  if (!text.starts_with(':')) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  return number;
}

// "s.toml:3:5: message", of a place that is in the text, or right behind it.
std::string CheckError(const seep::Error& error, std::string_view text) {
  if (error.kind != seep::ErrorKind::kBadInput || error.fault != seep::Fault::kUser)
    return "an error that is not the user's";
  std::string_view rest = error.message;
  if (!rest.starts_with(kFile)) return "an error without the file: " + error.message;
  rest.remove_prefix(kFile.size());
  const std::optional<uint32_t> line = TakeNumber(rest);
  const std::optional<uint32_t> column = TakeNumber(rest);
  if (!line || !column || !rest.starts_with(": ") || rest.size() < 4)
    return "an error without a place, or that says nothing: " + error.message;
  const auto lines = static_cast<size_t>(std::ranges::count(text, '\n')) + 1;
  if (*line < 1 || *line > lines || *column < 1 || *column > text.size() + 1)
    return "an error at a place that is not there: " + error.message;
  return "";
}

std::string CheckRouting(const Routing& routing) {
  for (const UpstreamGroup& group : routing.groups) {
    if (group.servers.empty() || group.servers.size() > kGroupServersMax)
      return "a group without servers, or with too many";
    if ((group.balance == Balance::kHash) == group.hash_by.empty()) return "a hash of nothing";
  }
  for (const Route& route : routing.routes) {
    if (route.redirect.empty() && route.group >= routing.groups.size()) return "a route to nowhere";
    if (!route.path.starts_with('/')) return "a route of no path";
  }
  return routing.routes.empty() && !routing.groups.empty() ? "groups without a route" : "";
}

std::string CheckNumbers(const ServerOptions& server) {
  const Timeouts& t = server.timeouts;
  for (const seep::milliseconds time : {t.connect, t.response, t.stall, t.head, t.idle,
                                        t.upstream_idle, t.memory, t.tunnel, t.drain}) {
    if (time.count() < 1) return "a time of nothing";
  }
  return server.threads < 1 || server.connections_max < 1 ? "a server of nothing" : "";
}

}  // namespace

std::string CheckConfig(std::string_view text) {
  Options options;
  const auto read = ReadConfig(text, std::string(kFile), options);
  if (!read) return CheckError(read.error(), text);
  std::string broken = CheckRouting(options.server.routing);
  return broken.empty() ? CheckNumbers(options.server) : broken;
}

}  // namespace sluice::testing
