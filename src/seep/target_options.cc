#include "seep/target_options.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/address.h"
#include "base/own_file.h"
#include "base/units.h"
#include "seep/parsed_option.h"
#include "seep/words.h"

namespace seep {
namespace {

Result<uint64_t> ParseSize(const std::string& text) {
  Result<uint64_t> bytes = ParseBytes(text);
  if (bytes && *bytes == 0) {
    return Fail(ErrorKind::kBadInput, Fault::kUser,
                fmt::format("\"{}\": a size of 0 is not allowed", text));
  }
  return bytes;
}

Result<HeapMode> ParseHeapMode(const std::string& text) {
  if (text == "auto") return HeapMode::kAuto;
  if (text == "off") return HeapMode::kOff;
  if (text == "require") return HeapMode::kRequire;
  return Fail(ErrorKind::kBadInput, Fault::kUser,
              fmt::format("\"{}\" is none of auto, off and require", text));
}

// A request target in origin form (RFC 9112, section 3.2.1), or "*".
Result<std::string> ParsePath(const std::string& text) {
  if (text.starts_with('/') || text == "*") return text;
  const size_t scheme = text.find("://");
  if (scheme != std::string::npos) {
    const size_t slash = text.find('/', scheme + 3);
    return Fail(ErrorKind::kBadInput, Fault::kUser,
                fmt::format("\"{}\" is a URL; only its path is needed: --path {}", text,
                            slash == std::string::npos ? "/" : text.substr(slash)));
  }
  return Fail(ErrorKind::kBadInput, Fault::kUser,
              fmt::format("\"{0}\" does not begin with a slash; did you mean --path /{0}?", text));
}

// Error: no host of this machine's loopback; a server that is started here is driven there.
Result<std::string> ParseHost(const std::string& text) {
  const bool brackets = text.starts_with('[') && text.ends_with(']');
  std::string host = brackets ? text.substr(1, text.size() - 2) : text;
  const size_t colon = host.find(':');
  if (colon != std::string::npos && colon == host.rfind(':')) {
    return Fail(ErrorKind::kBadInput, Fault::kUser,
                fmt::format("\"{}\" has more than a host: --host {} --port {}", text,
                            host.substr(0, colon), host.substr(colon + 1)));
  }
  if (auto resolved = Resolve(host, 0); !resolved) return tl::unexpected(resolved.error());
  if (ResolvesToLoopback(host)) return host;
  return Fail(ErrorKind::kBadInput, Fault::kUser,
              fmt::format("\"{}\" is not of loopback, where a server is driven that Seep starts: "
                          "127.0.0.1 or ::1 reaches one that listens on all addresses",
                          text));
}

}  // namespace

bool NamesUpstream(const std::vector<std::string>& command) {
  return std::any_of(command.begin(), command.end(), [](const std::string& word) {
    return word.find("{upstream") != std::string::npos;
  });
}

std::vector<std::string> UpstreamHelper(std::string_view name) {
  return {OwnFolder() + "seep", "upstream", std::string(name), "{upstream_port}"};
}

void AddTargetOptions(CLI::App* app, Plan& plan) {
  AddParsed(app, "-c,--connections", "N", plan.traffic.connections,
            CountBetween(1u, kConnectionsMax), "open at once (4; hunt: 16)");
  AddParsed(app, "--path", "PATH", plan.traffic.request.target, ParsePath,
            "path and query to request (/)");
  AddParsed(app, "--port", "PORT", plan.port, CountBetween<uint16_t>(1, 65'535),
            "the server's port (a free one)");
  AddParsed(app, "--host", "HOST", plan.traffic.endpoint.host, ParseHost,
            "the address that it listens on (127.0.0.1), such as ::1")
      ->group(kMoreOptions);
  app->add_option("--unix-socket", plan.traffic.endpoint.unix_socket,
                  "where it listens instead (or {socket} in COMMAND)")
      ->option_text("PATH")
      ->group(kMoreOptions);
  app->add_option_function<std::vector<std::string>>(
         "--with",
         [&](const std::vector<std::string>& commands) {
           for (const std::string& text : commands)
             plan.helpers.push_back(OrThrow(SplitCommand(text), "--with"));
         },
         "a helper to start before, not measured; repeatable")
      ->option_text("COMMAND")
      ->allow_extra_args(false);
  AddParsed(app, "--tolerance", "BYTES", plan.tolerance, ParseTolerance,
            "growth that is not a leak: bytes a request (heap 0.1, else 8)");
  AddParsed(app, "--expect-cache", "SIZE", plan.expect_cache_bytes, ParseBytes,
            "growth up to this is a cache, as 64M; 0: no cache");
  AddParsed(app, "--memory-max", "SIZE", plan.memory_max_bytes, ParseSize,
            "growth of memory that ends the traffic (half of what is free)")
      ->group(kMoreOptions);
  AddParsed(app, "--ready-timeout", "TIME", plan.ready_max, ParsePositiveDuration,
            "for the server to answer (10s)")
      ->group(kMoreOptions);
  AddParsed(app, "--heap", "MODE", plan.heap, ParseHeapMode,
            "count the live heap: auto, off, require")
      ->group(kMoreOptions);
  app->add_flag("--as-is", plan.as_is, "leave its allocator and collector as they are")
      ->group(kMoreOptions);
  app->add_flag_function(
      "--no-sites", [&](int64_t) { plan.sites = false; },
      "after LEAK, do not look for the lines that leak");
}

}  // namespace seep
