#include "seep/tls_options.h"

#include <string_view>

#include "base/address.h"
#include "seep/parsed_option.h"

namespace seep {
namespace {

constexpr size_t kAlpnNameMax = 255;  // RFC 7301 §3.1

}  // namespace

void TlsOptions::Add(CLI::App* app, TlsSpec& tls, bool with_flag) {
  if (with_flag) app->add_flag("--tls", tls.on, "the server speaks TLS");
  app->add_option("--cacert", tls.ca_file, "verify its certificate by this CA (on loopback: not)")
      ->option_text("FILE")
      ->group(kMoreOptions);
  app->add_flag("--insecure", insecure_, "do not verify it anywhere")->group(kMoreOptions);
  app->add_option("--sni", tls.sni, "the name to ask for (the host)")
      ->option_text("NAME")
      ->group(kMoreOptions);
  app->add_option("--alpn", alpn_, "protocols to offer (http/1.1)")
      ->option_text("NAME,...")
      ->group(kMoreOptions);
  app->add_flag_function(
         "--no-resume", [&](int64_t) { tls.resume = false; }, "a full TLS handshake each time")
      ->group(kMoreOptions);
}

void TlsOptions::Finish(TrafficSpec& traffic) const {
  TlsSpec& tls = traffic.tls;
  const bool given =
      insecure_ || !alpn_.empty() || !tls.sni.empty() || !tls.ca_file.empty() || !tls.resume;
  if (given && !tls.on)
    throw CLI::ValidationError("TLS", "its options need an https URL, or --tls");
  if (traffic.http2 && !alpn_.empty())
    throw CLI::ValidationError("--alpn", "not together with --http2, which offers h2");
  if (insecure_ && !tls.ca_file.empty())
    throw CLI::ValidationError("--insecure", "not together with --cacert");
  const auto is_local = [&] {
    return !traffic.endpoint.unix_socket.empty() || ResolvesToLoopback(traffic.endpoint.host);
  };
  tls.verify = tls.on && !insecure_ && (!tls.ca_file.empty() || !is_local());
  for (std::string_view rest = alpn_; !rest.empty();) {
    const size_t end = std::min(rest.find(','), rest.size());
    if (end == 0 || end > kAlpnNameMax)
      throw CLI::ValidationError("--alpn", "a name has 1 to 255 bytes: \"" + alpn_ + "\"");
    tls.alpn.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  if (tls.alpn.empty()) tls.alpn = {"http/1.1"};
}

}  // namespace seep
