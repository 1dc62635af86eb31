#include "sluice/options.h"

#include <fmt/format.h>

#include <algorithm>

#include <CLI/CLI.hpp>

#include "base/input_file.h"
#include "base/nearest_name.h"
#include "base/units.h"
#include "base/version.h"
#include "proxy/log/record_format.h"
#include "sluice/config/config_file.h"
#include "sluice/quantities.h"

namespace sluice {

using seep::milliseconds;

namespace {

// What an option's text comes to.
template <class T>
T Taken(const std::string& name, const seep::Result<T>& parsed) {
  if (!parsed) throw CLI::ValidationError(name, parsed.error().message);
  return *parsed;
}

// A duration option with its default in the help.
void AddTimeout(CLI::App& app, const std::string& group, const std::string& name,
                milliseconds& value, const std::string& help) {
  app.add_option_function<std::string>(
         name,
         [&value, name](const std::string& text) {
           const milliseconds time = Taken(name, seep::ParseDuration(text));
           if (time < milliseconds(1)) throw CLI::ValidationError(name, "a time of at least 1 ms");
           value = time;
         },
         help)
      ->type_name("TIME")
      ->group(group)
      ->default_str(value.count() == 0 ? "" : fmt::format("{}s", value.count() / 1000));
}

// Few need them: the group has a name only where all options are asked for.
void AddRare(CLI::App& app, const std::string& group, Options& o) {
  ServerOptions& s = o.server;
  app.add_option("--upstream-ca", s.upstream_ca, "whose certificates an https:// upstream may have")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--access-log-format", o.access_log_format,
                 "common, combined, json, or a text with {client} and the like")
      ->type_name("FORMAT")
      ->group(group);
  app.add_option_function<std::string>(
         "--max-head",
         [&s](const std::string& text) {
           s.head_bytes_max = Taken("--max-head", ParseHeadBytes(text));
         },
         "of a request; more is a 431")
      ->type_name("SIZE")
      ->group(group)
      ->default_str("16KiB");
  app.add_option_function<std::string>(
         "--min-rate",
         [&s](const std::string& text) {
           s.body_rate_min = Taken("--min-rate", ParseByteRate(text));
         },
         "of bodies, while they wait for a client")
      ->type_name("RATE")
      ->group(group)
      ->default_str("");
  app.add_flag("--forwarded", s.writes_forwarded, "Forwarded (RFC 7239) beside X-Forwarded-…")
      ->group(group);
  app.add_flag("--request-id", s.request_ids, "X-Request-ID, for upstream, client and logs")
      ->group(group);
  app.add_flag("--proxy-protocol", s.proxy_protocol, "each client begins with its header")
      ->group(group);
}

void AddTimeouts(CLI::App& app, const std::string& group, Timeouts& t) {
  AddTimeout(app, group, "--timeout-connect", t.connect, "to reach the upstream, then 504");
  AddTimeout(app, group, "--timeout-response", t.response, "for the upstream's answer, then 504");
  AddTimeout(app, group, "--timeout-stall", t.stall,
             "how long a body may go without a byte moving");
  AddTimeout(app, group, "--timeout-header", t.head, "for a request's head, then 408");
  AddTimeout(app, group, "--timeout-idle", t.idle,
             "how long a client may be idle between requests");
  AddTimeout(app, group, "--timeout-pool", t.upstream_idle,
             "how long an idle upstream connection is kept");
  AddTimeout(app, group, "--timeout-memory", t.memory,
             "how long a client waits for memory, then 503");
  AddTimeout(app, group, "--timeout-tunnel", t.tunnel,
             "how long a WebSocket may go without a byte");
  AddTimeout(app, group, "--timeout-total", t.total, "from a request's head to its answer's end");
  AddTimeout(app, group, "--timeout-stop", t.drain, "to finish requests in flight at SIGTERM");
}

void AddOptions(CLI::App& app, Options& o) {
  ServerOptions& s = o.server;
  app.add_option("-f,--config", o.config, "a TOML file; what is given here goes before it")
      ->type_name("FILE");
  app.add_flag("--check", o.check, "only see whether it can be served with");
  app.add_option("-l,--listen", s.listen, "where clients connect; else 127.0.0.1:9090")
      ->type_name("ADDR")
      ->default_str("")
      ->allow_extra_args(false);
  app.add_option("--listen-tls", s.listen_tls, "the same for clients who speak TLS")
      ->type_name("ADDR")
      ->default_str("")
      ->allow_extra_args(false);
  app.add_option("--certificate", o.certificate, "for these, with its chain, in PEM")
      ->type_name("FILE");
  app.add_option("--key", o.key, "of the certificate, in PEM")->type_name("FILE");
  app.add_option("-u,--upstream", s.upstream, "the server to forward to; https://… for TLS")
      ->type_name("ADDR");
  app.add_option("-t,--threads", s.threads, "event loops, each on a thread of its own")
      ->type_name("N")
      ->check(CLI::Range(1u, kThreadsMax).description(""));
  app.add_option("-c,--max-connections", s.connections_max, "clients at a time; others wait")
      ->type_name("N")
      ->check(CLI::Range(1u, kConnectionsMax).description(""));
  app.add_option("--pool-size", s.pool_size, "idle upstream connections kept by a thread")
      ->type_name("N")
      ->check(CLI::Range(0u, kConnectionsMax).description(""));
  app.add_option_function<std::string>(
         "-m,--memory",
         [&s](const std::string& text) {
           s.memory_bytes = Taken("--memory", seep::ParseBytes(text));
         },
         "hold at most so much, such as 64MiB")
      ->type_name("SIZE")
      ->default_str("");
  app.add_option_function<std::vector<std::string>>(
         "--trust",
         [&s](const std::vector<std::string>& texts) {
           s.trusted = {};
           for (const std::string& text : texts) {
             const auto added = s.trusted.Add(text);
             if (!added) throw CLI::ValidationError("--trust", added.error().message);
           }
         },
         "clients whose X-Forwarded-… are passed on")
      ->type_name("NET")
      ->default_str("")
      ->allow_extra_args(false);
  app.add_option("--admin", o.admin, "where /metrics, /healthz, /readyz and / are")
      ->type_name("ADDR");
  app.add_option("--access-log", o.access_log, "a line per request to FILE, or - for stdout")
      ->type_name("FILE");
  app.add_option("--error-log", o.error_log, "why requests failed, to FILE, or - for stderr")
      ->type_name("FILE");
}

// The library's messages end in a full stop or span lines; ours is one line.
std::string OneLine(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  while (!text.empty() && (text.back() == ' ' || text.back() == '.')) text.pop_back();
  return text;
}

// A word that is no option; sluice has nothing else.
std::string Unexpected(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  const std::vector<std::string> words = app.remaining();
  const auto dashed =
      std::ranges::find_if(words, [](const std::string& word) { return word.starts_with('-'); });
  if (dashed == words.end()) return words.front() + ": not expected here";
  const std::string flag = dashed->substr(0, dashed->find('='));
  return flag + ": there is no such option" + seep::DidYouMean(flag, names);
}

ParsedOptions Refused(const std::string& message) {
  return {.options = {}, .exit_code = kExitUsage, .output = ErrorLine(message)};
}

ParsedOptions RefusedWord(const std::string& message) {
  return Refused(message + "; sluice --help lists the options");
}

// The file that the words name; "" for none, or where they end before it.
std::string ConfigNamed(const std::vector<std::string>& words) {
  std::string file;
  for (size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    for (const std::string_view name : {"--config", "-f"}) {
      if (word == name && i + 1 < words.size()) file = words[i + 1];
      if (word.starts_with(std::string(name) + "=")) file = word.substr(name.size() + 1);
    }
  }
  return file;
}

seep::Result<> ReadConfigFile(const std::string& file, Options& options) {
  const auto text = seep::ReadInputFile(file);
  if (!text) return tl::unexpected(text.error());
  return ReadConfig(*text, file, options);
}

}  // namespace

ParsedOptions ParseOptions(int argc, const char* const* argv) {
  Options options;
  CLI::App app("Sluice, an HTTP reverse proxy with a bound on the memory it takes.", "sluice");
  app.option_defaults()->always_capture_default();
  app.set_version_flag("--version", std::string("sluice ") + seep::Version());
  app.get_formatter()->column_width(34);
  std::vector<std::string> words(argv + 1, argv + argc);
  const auto help_all = std::ranges::find(words, "--help-all");
  const bool all = help_all != words.end();
  if (all) *help_all = "--help";
  // What the file says is what the options have before they are read.
  if (const std::string file = ConfigNamed(words); !file.empty()) {
    if (auto read = ReadConfigFile(file, options); !read) return Refused(read.error().message);
  }
  AddOptions(app, options);
  AddRare(app, all ? "Seldom needed" : "", options);
  AddTimeouts(app, all ? "Time limits" : "", options.server.timeouts);
  if (!all) app.footer("sluice --help-all lists the time limits and more.");
  std::ranges::reverse(words);  // CLI11 takes them last first
  try {
    app.parse(words);
  } catch (const CLI::CallForHelp&) {
    return {.options = {}, .exit_code = kExitOk, .output = app.help()};
  } catch (const CLI::CallForVersion&) {
    return {.options = {}, .exit_code = kExitOk, .output = app.version() + "\n"};
  } catch (const CLI::ExtrasError&) {
    return RefusedWord(Unexpected(app));
  } catch (const CLI::Error& error) {
    return RefusedWord(OneLine(error.what()));
  }
  if (const auto format = RecordFormat::Parse(options.access_log_format); !format)
    return RefusedWord("--access-log-format: " + format.error().message);
  if (options.certificate.empty() != options.key.empty())
    return RefusedWord("--certificate: goes with --key");
  if (!options.certificate.empty()) {
    options.server.tls.certificates = {
        {.certificate = options.certificate, .key = options.key, .ocsp = {}}};
  }
  if (!options.server.listen_tls.empty() && options.server.tls.certificates.empty())
    return RefusedWord("--listen-tls: needs --certificate and --key");
  for (const char* name : {"--upstream", "--upstream-ca"}) {
    if (options.server.routing.routes.empty() || app.count(name) == 0) continue;
    return Refused(std::string(name) + ": " + options.config +
                   " has upstreams of its own: leave out the one or the other");
  }
  return {.options = std::move(options), .output = {}};
}

seep::Result<Reloaded> ReadAgain(const Options& options) {
  Options read;
  if (!options.config.empty()) {
    if (auto ok = ReadConfigFile(options.config, read); !ok) return tl::unexpected(ok.error());
  }
  Reloaded reloaded{std::move(read.server.routing), std::move(read.server.tls)};
  if (reloaded.routing.routes.empty()) {
    auto one = RoutingTo(options.server.upstream, options.server.upstream_ca);
    if (!one) return tl::unexpected(one.error());
    reloaded.routing = std::move(*one);
  }
  if (!options.certificate.empty()) reloaded.tls = options.server.tls;
  return reloaded;
}

std::string ErrorLine(std::string_view message) { return fmt::format("sluice: {}\n", message); }

int ExitCodeFor(const seep::Error& error) {
  switch (error.fault) {
    case seep::Fault::kUser:
      return kExitUsage;
    case seep::Fault::kTool:
      return kExitInternal;
    default:
      return kExitFailed;
  }
}

}  // namespace sluice
