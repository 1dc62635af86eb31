#include "sluice/config/config_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sluice {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

std::string MistakeIn(std::string_view text) {
  Options options;
  const auto read = ReadConfig(text, "s.toml", options);
  return read ? "" : read.error().message;
}

TEST(ConfigFile, SaysAllThatTheCommandLineCan) {
  Options options;
  const auto read = ReadConfig(R"(
listen = ["0.0.0.0:8080", "[::]:8081"]
max-head = "8KiB"
min-rate = "1KiB/s"
forwarded = true
threads = 2
max-connections = 5000
pool-size = 50
memory = "64MiB"
access-log = "-"
admin = "127.0.0.1:9901"
trust = ["10.0.0.0/8"]
access-log-format = "json"
error-log = "/tmp/error.log"
request-id = true
proxy-protocol = true
resolve-every = "90s"
[timeouts]
connect = "1s"
response = "2s"
stall = "3s"
header = "4s"
idle = "5s"
pool = "6s"
memory = "7s"
tunnel = "8s"
stop = "9s"
total = "10s"
)",
                               "s.toml", options);
  ASSERT_TRUE(read) << read.error().message;
  const ServerOptions& s = options.server;
  EXPECT_EQ(s.listen, (std::vector<std::string>{"0.0.0.0:8080", "[::]:8081"}));
  EXPECT_EQ(s.head_bytes_max, 8192u);
  EXPECT_EQ(s.body_rate_min, 1024u);
  EXPECT_TRUE(s.writes_forwarded);
  EXPECT_EQ(s.threads, 2u);
  EXPECT_EQ(s.connections_max, 5000u);
  EXPECT_EQ(s.pool_size, 50u);
  EXPECT_EQ(s.memory_bytes, uint64_t{64} * 1024 * 1024);
  EXPECT_EQ(options.access_log, "-");
  EXPECT_EQ(options.access_log_format, "json");
  EXPECT_EQ(options.error_log, "/tmp/error.log");
  EXPECT_TRUE(s.request_ids);
  EXPECT_EQ(options.admin, "127.0.0.1:9901");
  EXPECT_FALSE(s.trusted.empty());
  EXPECT_TRUE(s.proxy_protocol);
  EXPECT_EQ(s.resolve_every.count(), 90'000);
  const Timeouts& t = s.timeouts;
  int64_t seconds = 0;
  for (const auto time : {t.connect, t.response, t.stall, t.head, t.idle, t.upstream_idle, t.memory,
                          t.tunnel, t.drain, t.total})
    EXPECT_EQ(time.count(), 1000 * ++seconds);
}

TEST(ConfigFile, HasGroupsOfServersAndRoutesToThem) {
  Options options;
  const auto read = ReadConfig(R"(
[upstream.site]
servers = ["a.example:80", { address = "b.example:80", weight = 3 }]
balance = "least-connections"
max-failures = 5
down-for = "20s"
retries = 2
max-requests = 100
queue = 0
queue-for = "2s"
tls = true
[upstream.site.check]
path = "/health"
host = "www.example.com"
status = 204
every = "1s"
timeout = "500ms"
rise = 3
fall = 4
[upstream.api]
servers = ["c.example:80"]
balance = "hash"
hash-by = "cookie:sid"
[upstream.api.tls]
ca = "ca.pem"
verify = false
name = "api.internal"
certificate = "own.pem"
key = "own.key"
[[route]]
upstream = "site"
[[route]]
host = "*.Example.com"
path = "/api"
upstream = "api"
rate = "120/m"
burst = 20
)",
                               "s.toml", options);
  ASSERT_TRUE(read) << read.error().message;
  const Routing& routing = options.server.routing;
  ASSERT_EQ(routing.groups.size(), 2u);
  const UpstreamGroup& site = routing.groups[0];
  EXPECT_EQ(site.name, "site");
  ASSERT_EQ(site.servers.size(), 2u);
  EXPECT_EQ(site.servers[0].address, "a.example:80");
  EXPECT_EQ(site.servers[1].weight, 3u);
  EXPECT_EQ(site.balance, Balance::kLeastConnections);
  EXPECT_EQ(site.failures_max, 5u);
  EXPECT_EQ(site.down_for.count(), 20'000);
  EXPECT_EQ(site.retries, 2u);
  EXPECT_EQ(site.requests_max, 100u);
  EXPECT_EQ(site.queue_max, 0u);
  EXPECT_EQ(site.queue_for.count(), 2'000);
  EXPECT_EQ(site.tls, TlsClientConfig());
  ASSERT_TRUE(site.check);
  EXPECT_EQ(site.check->path, "/health");
  EXPECT_EQ(site.check->host, "www.example.com");
  EXPECT_EQ(site.check->status, 204u);
  EXPECT_EQ(site.check->every.count(), 1'000);
  EXPECT_EQ(site.check->timeout.count(), 500);
  EXPECT_EQ(site.check->rise, 3u);
  EXPECT_EQ(site.check->fall, 4u);
  EXPECT_FALSE(routing.groups[1].check);
  EXPECT_EQ(routing.groups[1].hash_by, "cookie:sid");
  EXPECT_EQ(routing.groups[1].tls,
            (TlsClientConfig{.ca = "ca.pem",
                             .verify = false,
                             .name = "api.internal",
                             .own = {.certificate = "own.pem", .key = "own.key"}}));
  ASSERT_EQ(routing.routes.size(), 2u);
  EXPECT_EQ(routing.routes[0].path, "/");
  EXPECT_EQ(routing.routes[0].group, 0u);
  EXPECT_EQ(routing.routes[1].host, "*.example.com");
  EXPECT_EQ(routing.routes[1].interval, std::chrono::milliseconds(500));
  EXPECT_EQ(routing.routes[1].burst, 20u);
  EXPECT_EQ(routing.routes[1].group, 1u);
}

TEST(ConfigFile, HasCertificates) {
  Options options;
  const auto read = ReadConfig(R"(
listen-tls = "0.0.0.0:8443"
[tls]
certificates = [{ certificate = "a.pem", key = "a.key" },
                { certificate = "b.pem", key = "b.key", ocsp = "b.ocsp" }]
min-version = "1.3"
client-ca = "ca.pem"
)",
                               "s.toml", options);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(options.server.listen_tls, std::vector<std::string>{"0.0.0.0:8443"});
  const TlsServerConfig& tls = options.server.tls;
  ASSERT_EQ(tls.certificates.size(), 2u);
  EXPECT_EQ(tls.certificates[0].certificate, "a.pem");
  EXPECT_EQ(tls.certificates[1].ocsp, "b.ocsp");
  EXPECT_FALSE(tls.tls12);
  EXPECT_EQ(tls.client_ca, "ca.pem");
}

TEST(ConfigFile, NeedsNoRouteToTheOnlyUpstream) {
  Options options;
  ASSERT_TRUE(ReadConfig("[upstream.a]\nservers = [\"h:80\"]\n", "s.toml", options));
  EXPECT_EQ(options.server.routing.routes.size(), 1u);
}

// The library for TOML had undefined behaviour there; a sanitizer tells.
TEST(ConfigFile, MayHaveLettersOutsideOfAscii) {
  EXPECT_EQ(MistakeIn("# \u00e9\nlisten = \"\u00e9:1\"\n"), "");
  EXPECT_EQ(MistakeIn("listen = \"\"\"\\\n  \u041c:1\"\"\"\n"), "");
}

struct Mistake {
  std::string text;
  std::string place;  // line and column
  std::string says;
};

void PrintTo(const Mistake& mistake, std::ostream* out) { *out << mistake.says; }

class ConfigMistake : public testing::TestWithParam<Mistake> {};

TEST_P(ConfigMistake, IsNamedWithItsPlaceAndWhatToWrite) {
  EXPECT_THAT(MistakeIn(GetParam().text),
              AllOf(StartsWith("s.toml:" + GetParam().place + ":"), HasSubstr(GetParam().says)));
}

INSTANTIATE_TEST_SUITE_P(
    All, ConfigMistake,
    testing::Values(
        Mistake{"listne = \"a:1\"", "1:1", "did you mean listen?"},
        Mistake{"colour = 1", "1:1", "there are listen, listen-tls"},
        Mistake{"listen = 80", "1:1", "write listen = \"0.0.0.0:8080\""},
        Mistake{"listen = []", "1:1", "or a list of some: write listen = \"0.0.0.0:8080\""},
        Mistake{"max-head = \"1MiB\"", "1:1", "write max-head = \"8KiB\""},
        Mistake{"min-rate = \"1KiB\"", "1:1", "write min-rate = \"1KiB/s\""},
        Mistake{"threads = 0", "1:1", "a whole number from 1 to 256"},
        Mistake{"threads = \"2\"", "1:1", "a whole number from 1 to 256"},
        Mistake{"memory = \"lots\"", "1:1", "write memory = \"64MiB\""},
        Mistake{"\n[timeouts]\nidle = \"0\"", "3:1", "write idle = \"5s\""},
        Mistake{"[timeouts]\nidel = \"1s\"", "2:1", "in [timeouts]; did you mean idle?"},
        Mistake{"timeouts = 3", "1:1", "write [timeouts]"},
        Mistake{"[upstream]", "1:2", "write [upstream.NAME]"},
        Mistake{"[upstream.a]", "1:11", "write servers = [\"127.0.0.1:8080\"]"},
        Mistake{"[upstream.a]\nservers = []", "2:1", "a list of 1 to 64"},
        Mistake{"[upstream.a]\nservers = [{ weight = 2 }]", "2:1", "one without an address"},
        Mistake{"[upstream.a]\nservers = [{ address = \"h:1\", weight = 0 }]", "2:31",
                "from 1 to 1000"},
        Mistake{"[upstream.a]\nservers = [\"h:1\"]\nbalance = \"random\"", "3:1",
                "\"round-robin\", \"least-connections\" or \"hash\""},
        Mistake{"[upstream.a]\nservers = [\"h:1\"]\nbalance = \"hash\"", "1:11",
                "write hash-by = \"cookie:sid\""},
        Mistake{"[upstream.a]\nservers = [\"h:1\"]\n[upstream.a.check]\npath = \"a b\"", "4:1",
                "\"a b\" is no path: write \"/health\""},
        Mistake{"[upstream.a]\nservers = [\"h:1\"]\n[upstream.a.check]\nhost = \"a b\"", "4:1",
                "\"a b\" is no host"},
        Mistake{"[upstream.a]\nservers = [\"h:1\"]\n[[route]]\nupstream = \"a\"\nrate = \"0/s\"",
                "5:1", "is a rate: write rate"},
        Mistake{"[upstream.a]\nservers = [\"h:1\"]\n[[route]]\nupstream = \"a\"\nrate = \"5/d\"",
                "5:1", "is a rate: write rate"},
        Mistake{"access-log-format = \"{clent}\"", "1:1", "there is no variable {clent}"},
        Mistake{"[upstream.a]\nservers = [\"h:1\"]\ntls = \"yes\"", "3:1",
                "tls: is true, or a table: write [upstream.a.tls]"},
        Mistake{"[upstream.a]\nservers = [\"h:1\"]\n[upstream.a.tls]\nkey = \"k\"", "3:13",
                "which go together"},
        Mistake{"[upstream.a]\nservers = [\"h:1\"]\nhash-by = \"X-A\"", "1:11",
                "goes with balance = \"hash\""},
        Mistake{"[upstream.a]\nservers = [\"h:1\"]\nqueue-for = \"1s\"", "1:11",
                "write max-requests = 100"},
        Mistake{"[upstream.a]\nservers = [\"h:1\"]\n[upstream.b]\nservers = [\"h:2\"]", "1:1",
                "no [[route]]"},
        Mistake{"[[route]]\nupstream = \"a\"", "2:1", "there is no [upstream.a]"},
        Mistake{"[upstream.api]\nservers = [\"h:1\"]\n[[route]]\nupstream = \"apy\"", "4:1",
                "did you mean api?"},
        Mistake{"[[route]]\npath = \"/a\"", "2:1", "either upstream = \"NAME\" or redirect"},
        Mistake{"[[route]]\nupstream = \"a\"\nredirect = \"/b\"", "2:1", "either upstream"},
        Mistake{"[[route]]\nredirect = \"/a b\"", "2:1", "is no address"},
        Mistake{"[[route]]\nredirect-status = 200", "2:1", "is 301, 302, 307 or 308"},
        Mistake{"[[route]]\nmax-body = 5", "2:1", "write max-body = \"64MiB\""},
        Mistake{"[[route]]\nrequest-headers = 1", "2:1", "is a table"},
        Mistake{"[[route]]\nrequest-headers = { add = 1 }", "2:21", "there are set, remove"},
        Mistake{"[[route]]\nrequest-headers.set = { Connection = \"x\" }", "2:25",
                "is no field that can be set"},
        Mistake{"[[route]]\nrequest-headers.set = { X-A = \"a\\nb\" }", "2:25", "text of one line"},
        Mistake{"[[route]]\nresponse-headers.remove = [\"Content-Length\"]", "2:18",
                "is no field that can be removed"},
        Mistake{"[[route]]\npath = \"a\"", "2:1", "write \"/api\""},
        Mistake{"[[route]]\nhost = \"a:80\"", "2:1", "without a port"},
        Mistake{"[[route]]\nhost = \"*\"", "2:1", "is no host"},
        Mistake{"trust = [\"10.0.0.0/99\"]", "1:1", "write \"10.1.2.3\""},
        Mistake{"trust = \"all\"", "1:1", "write trust = [\"10.0.0.0/8\"]"},
        Mistake{"[tls]\ncertificates = []", "2:1", "write certificates = [{"},
        Mistake{"[tls]\ncertificates = [{ key = \"a\" }]", "2:1", "write certificates = [{"},
        Mistake{"[tls]\nmin-version = \"1.1\"", "2:1", "is \"1.2\" or \"1.3\""},
        Mistake{"[tls]\nmin_version = \"1.2\"", "2:1", "did you mean min-version?"},
        Mistake{"tls = true", "1:1", "write [tls]"},
        Mistake{"proxy-protocol = 1", "1:1", "is true or false"},
        Mistake{"route = 1", "1:1", "write [[route]]"},
        Mistake{"[upstream.a]\nservers = [\"h:1\"]\n[[route]]\nupstream = \"a\"\n[[route]]\n"
                "path = \"/\"\nupstream = \"a\"",
                "7:1", "a route for this host and path already"},
        Mistake{"\u041c = 1", "1:1", "\u041c"}, Mistake{"listen = \u00e9", "1:10", "value"},
        Mistake{"listen = ", "1:10", "value"}));

}  // namespace
}  // namespace sluice
