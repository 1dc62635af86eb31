#include "sluice/options.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "base/version.h"

namespace sluice {
namespace {

ParsedOptions Parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "sluice");
  return ParseOptions(static_cast<int>(arguments.size()), arguments.data());
}

TEST(SluiceOptions, HaveDefaults) {
  const auto parsed = Parse({});
  ASSERT_TRUE(parsed.options);
  EXPECT_EQ(parsed.options->server.listen, std::vector<std::string>{"127.0.0.1:9090"});
  EXPECT_EQ(parsed.options->server.upstream, "127.0.0.1:80");
  EXPECT_TRUE(parsed.options->access_log.empty());
}

TEST(SluiceOptions, ReadEachFlag) {
  const auto parsed = Parse(
      {"--listen",           "[::1]:1", "--upstream",       "h:2",    "--threads",         "3",
       "--max-connections",  "4",       "--pool-size",      "5",      "--timeout-connect", "6s",
       "--timeout-response", "7ms",     "--timeout-stall",  "8",      "--timeout-header",  "1m",
       "--timeout-idle",     "9s",      "--timeout-pool",   "10s",    "--timeout-stop",    "11s",
       "--timeout-memory",   "12s",     "--timeout-tunnel", "13s",    "--memory",          "64MiB",
       "--access-log",       "-",       "--listen",         "h:9",    "--timeout-total",   "14s",
       "--max-head",         "2KiB",    "--min-rate",       "500B/s", "--forwarded"});
  ASSERT_TRUE(parsed.options) << parsed.output;
  const ServerOptions& s = parsed.options->server;
  EXPECT_EQ(s.listen, (std::vector<std::string>{"[::1]:1", "h:9"}));
  EXPECT_EQ(s.timeouts.total.count(), 14'000);
  EXPECT_EQ(s.head_bytes_max, 2048u);
  EXPECT_EQ(s.body_rate_min, 500u);
  EXPECT_TRUE(s.writes_forwarded);
  EXPECT_EQ(s.upstream, "h:2");
  EXPECT_EQ(s.threads, 3u);
  EXPECT_EQ(s.connections_max, 4u);
  EXPECT_EQ(s.pool_size, 5u);
  EXPECT_EQ(s.timeouts.connect.count(), 6000);
  EXPECT_EQ(s.timeouts.response.count(), 7);
  EXPECT_EQ(s.timeouts.stall.count(), 8000);
  EXPECT_EQ(s.timeouts.head.count(), 60'000);
  EXPECT_EQ(s.timeouts.idle.count(), 9000);
  EXPECT_EQ(s.timeouts.upstream_idle.count(), 10'000);
  EXPECT_EQ(s.timeouts.drain.count(), 11'000);
  EXPECT_EQ(s.timeouts.memory.count(), 12'000);
  EXPECT_EQ(s.timeouts.tunnel.count(), 13'000);
  EXPECT_EQ(s.memory_bytes, uint64_t{64} * 1024 * 1024);
  EXPECT_EQ(parsed.options->access_log, "-");
}

TEST(SluiceOptions, NameWhatIsWrongInOneLine) {
  struct Case {
    std::vector<const char*> arguments;
    const char* named;
  };
  for (const Case& c :
       {Case{{"--max-head", "17KiB"}, "--max-head: a size from 1KiB to 16KiB"},
        Case{{"--min-rate", "5"}, "--min-rate: bytes a second, as in 1KiB/s"},
        Case{{"--bogus"}, "--bogus: there is no such option; sluice"},
        Case{{"--thread=3"}, "--thread: there is no such option; did you mean --threads?"},
        Case{{"--threads", "0"}, "--threads"}, Case{{"--pool-size", "many"}, "--pool-size"},
        Case{{"--timeout-idle", "soon"}, "--timeout-idle"},
        Case{{"--timeout-idle", "0"}, "--timeout-idle"}, Case{{"stray"}, "stray"},
        Case{{"--memory", "much"}, "--memory"}, Case{{"--certificate", "a.pem"}, "goes with --key"},
        Case{{"--listen-tls", "127.0.0.1:0"}, "needs --certificate and --key"},
        Case{{"--trust", "all"}, "write \"10.1.2.3\""}}) {
    const auto parsed = Parse(c.arguments);
    EXPECT_FALSE(parsed.options);
    EXPECT_EQ(parsed.exit_code, kExitUsage);
    EXPECT_TRUE(parsed.output.starts_with("sluice: ")) << parsed.output;
    EXPECT_NE(parsed.output.find(c.named), std::string::npos) << parsed.output;
    EXPECT_EQ(parsed.output.find('\n'), parsed.output.size() - 1) << parsed.output;
  }
}

TEST(SluiceOptions, HelpFitsAScreen) {
  const auto parsed = Parse({"--help"});
  EXPECT_EQ(parsed.exit_code, kExitOk);
  EXPECT_LE(std::ranges::count(parsed.output, '\n'), 24);
  size_t widest = 0;
  for (size_t at = 0; at < parsed.output.size();) {
    const size_t end = parsed.output.find('\n', at);
    widest = std::max(widest, end - at);
    at = end + 1;
  }
  EXPECT_LE(widest, 80u);
}

TEST(SluiceOptions, HelpHasTheTimeLimitsWhereAllIsAskedFor) {
  EXPECT_EQ(Parse({"--help"}).output.find("--timeout-idle"), std::string::npos);
  const auto parsed = Parse({"--help-all"});
  EXPECT_EQ(parsed.exit_code, kExitOk);
  EXPECT_NE(parsed.output.find("--timeout-idle"), std::string::npos);
}

TEST(SluiceOptions, VersionIsOneLine) {
  EXPECT_EQ(Parse({"--version"}).output, std::string("sluice ") + seep::Version() + "\n");
}

}  // namespace
}  // namespace sluice
