// Servers of runtimes with heaps of their own: what they are started with, and the verdict.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "e2e/seep_run.h"

namespace seep::e2e {
namespace {

using testing::HasSubstr;

constexpr char kNodeServer[] = R"(
const keep = [];
require('http').createServer((request, response) => {
  if (process.argv[3] === 'leak') keep.push({ url: request.url + keep.length, at: new Array(64).fill(0.5) });
  response.end('hello\n');
}).listen(Number(process.argv[2]), '127.0.0.1');
)";

// It keeps a short string of each request, and 2,000 bytes that only malloc knows of.
constexpr char kMixedServer[] = R"(
import ctypes, http.server, sys
libc = ctypes.CDLL(None)
kept = []
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    def do_GET(self):
        kept.append(str(len(kept)) * 9)
        libc.malloc(2000)
        self.send_response(200)
        self.send_header('Content-Length', '3')
        self.end_headers()
        self.wfile.write(b'ok\n')
    def log_message(self, *words):
        pass
http.server.ThreadingHTTPServer(('127.0.0.1', int(sys.argv[1])), Handler).serve_forever()
)";

class RuntimeTest : public testing::Test {
 protected:
  void SetUp() override {
    if (kSanitized) GTEST_SKIP() << "a sanitizer's library cannot be loaded into other programs";
  }
  void Need(const std::string& program) {
    if (RunCommand({program, "--version"}).status != 0)
      GTEST_SKIP() << program << " is not installed";
  }
  std::string Write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_.path() / name) << text;
    return folder_.path() / name;
  }
  Recorded Judge(const Words& options, const Words& server) const {
    Words words = {"run"};
    words.insert(words.end(), options.begin(), options.end());
    words.push_back("--");
    words.insert(words.end(), server.begin(), server.end());
    return RunSeepRecorded(words);
  }

  ScratchDirectory folder_;
};

#define NEED(program) \
  Need(program);      \
  if (testing::Test::IsSkipped()) return

TEST_F(RuntimeTest, ANodeServerSaysWhatLivesInItsHeap) {
  NEED("node");
  const Recorded run =
      Judge({"-v", "-n", "500"}, {"node", Write("server.js", kNodeServer), "{port}", "none"});
  ASSERT_TRUE(run.json.is_object()) << run.end.err;
  const nlohmann::json heap = run.json["first"].value("runtime_heap", nlohmann::json());
  ASSERT_TRUE(heap.is_object());
  EXPECT_EQ(heap["complete"], true);
  EXPECT_GT(heap["used_bytes"], 1'000'000);
  EXPECT_TRUE(MeterOf(run.json, "runtime_heap").is_object());
  EXPECT_THAT(run.end.out, HasSubstr("runtime heap"));
}

// As scripts in a package.json have it.
TEST_F(RuntimeTest, AStartScriptMaySetItsOwnOptions) {
  NEED("node");
  const std::string server = Write("server.js", kNodeServer);
  const Recorded run = Judge(
      {"-n", "500"},
      {"sh", "-c", "NODE_OPTIONS=--max-old-space-size=200 exec node " + server + " {port} none"});
  ASSERT_TRUE(run.json.is_object()) << run.end.err;
  EXPECT_TRUE(run.json["first"].contains("runtime_heap")) << run.end.out;
}

TEST_F(RuntimeTest, NothingIsSetForAServerThatIsToBeAsItIs) {
  NEED("node");
  const Recorded run = Judge({"-n", "500", "--as-is", "--heap", "off"},
                             {"node", Write("server.js", kNodeServer), "{port}", "none"});
  ASSERT_TRUE(run.json.is_object()) << run.end.err;
  EXPECT_EQ(run.json["target"]["environment"], nlohmann::json::object());
  EXPECT_FALSE(run.json["first"].contains("runtime_heap"));
}

TEST_F(RuntimeTest, BlocksAndObjectsThatStayAreRankedTogether) {
  NEED("/usr/bin/python3");
  const Recorded run =
      Judge({"-t", "30s"}, {"/usr/bin/python3", Write("server.py", kMixedServer), "{port}"});
  EXPECT_EQ(run.end.status, kLeak) << run.end.out << run.end.err;
  const nlohmann::json sites = run.json["sites"]["sites"];
  ASSERT_GE(sites.size(), 2u) << run.end.out;
  EXPECT_NEAR(sites[0]["bytes_per_request"]["estimate"], 2000, 100) << run.end.out;
  EXPECT_LT(sites[0]["stack"][0]["module"], run.json["sites"]["modules"].size()) << "malloc's";
  const nlohmann::json frame = sites[1]["stack"][sites[1]["first_own"].get<size_t>()];
  EXPECT_THAT(frame["file"].get<std::string>(), HasSubstr("server.py")) << run.end.out;
}

TEST_F(RuntimeTest, WhatIsSetIsRecorded) {
  NEED("node");
  const Recorded run =
      Judge({"-v", "-n", "500"}, {"node", Write("server.js", kNodeServer), "{port}", "none"});
  ASSERT_TRUE(run.json.is_object()) << run.end.err;
  EXPECT_EQ(run.json["target"]["environment"]["MALLOC_ARENA_MAX"], "1");
  EXPECT_THAT(run.json["target"]["environment"]["NODE_OPTIONS"].get<std::string>(),
              HasSubstr("hooks/node.cjs"));
}

struct Runtime {
  const char* name;
  Words server;  // of tests/fixtures: --bytes says how much it keeps of each request
  const char* meter;
  const char* bytes;        // that it keeps of each request
  const char* line;         // of the fixture, that keeps it, or its function; "": not told
  std::string built = {};   // a file that the build makes where it can
  const char* every = "1";  // of so many requests, it keeps so much of one
};

void PrintTo(const Runtime& runtime, std::ostream* out) { *out << runtime.name; }

std::string Source(const char* name) { return std::string(SEEP_FIXTURE_SOURCES) + "/" + name; }

// The text of a line of a file, from 1.
std::string LineOf(const std::string& file, int number) {
  std::ifstream source(file);
  std::string line;
  for (int i = 0; i < number; ++i) std::getline(source, line);
  return line;
}

class ARuntimesServer : public testing::TestWithParam<Runtime> {
 protected:
  void SetUp() override {
    if (kSanitized) GTEST_SKIP() << "a sanitizer's library cannot be loaded into other programs";
    const std::string& built = GetParam().built;
    const bool there = built.empty() ? RunCommand({GetParam().server[0], "--version"}).status == 0
                                     : std::filesystem::exists(built);
    if (!there) GTEST_SKIP() << GetParam().name << " is not installed";
  }
  static Recorded ThatKeeps(const char* bytes) {
    Words words = {"run", "-t", "30s", "--"};
    words.insert(words.end(), GetParam().server.begin(), GetParam().server.end());
    words.insert(words.end(), {"--port", "{port}", "--bytes", bytes, "--every", GetParam().every});
    return RunSeepRecorded(words);
  }
  static void LeaksAtItsLine();
};

void ARuntimesServer::LeaksAtItsLine() {
  const Recorded run = ThatKeeps(GetParam().bytes);
  EXPECT_EQ(run.end.status, kLeak) << run.end.out << run.end.err;
  EXPECT_EQ(MeterOf(run.json, GetParam().meter)["verdict"], "LEAK") << run.end.out;
  const std::string line = GetParam().line;
  const bool java = std::string_view(GetParam().name) == "java";
  const nlohmann::json pass = run.json.value("sites", nlohmann::json::object());
  const nlohmann::json sites = pass.value("sites", nlohmann::json::array());
  ASSERT_FALSE(sites.empty()) << run.end.out;
  EXPECT_EQ(sites[0].value("class", ""), java ? "byte[]" : "") << run.end.out;
  if (line.empty()) return;
  ASSERT_TRUE(sites[0].contains("first_own")) << run.end.out;
  const nlohmann::json frame = sites[0]["stack"][sites[0]["first_own"].get<size_t>()];
  const std::string path = frame.value("file", "");
  const std::string file = path.substr(path.rfind('/') + 1);  // all that Java knows
  EXPECT_EQ(file, line.substr(0, line.find(':'))) << run.end.out;
  EXPECT_THAT(LineOf(Source(file.c_str()), frame.value("line", 0)),
              HasSubstr(line.substr(line.find(':') + 1)))
      << run.end.out;
}

TEST_P(ARuntimesServer, LeaksWhenItKeepsObjects) { LeaksAtItsLine(); }

TEST_P(ARuntimesServer, IsCleanWhenItKeepsNothing) {
  const Recorded run = ThatKeeps("0");
  EXPECT_EQ(run.end.status, kClean) << run.end.out << run.end.err;
  EXPECT_EQ(MeterOf(run.json, GetParam().meter)["verdict"], "CLEAN") << run.end.out;
}

INSTANTIATE_TEST_SUITE_P(
    Each, ARuntimesServer,
    testing::Values(
        Runtime{
            "node", {"node", Source("leaky.js")}, "runtime_heap", "512", "leaky.js:keeps: handler"},
        Runtime{"bun", {"bun", Source("leaky.js")}, "runtime_objects", "64", ""},
        Runtime{"python",
                {"python3", Source("leaky.py")},
                "runtime_objects",
                "64",
                "leaky.py:keeps: handler"},
        Runtime{"ruby",
                {"ruby", Source("leaky.rb")},
                "runtime_objects",
                "64",
                "leaky.rb:keeps: handler"},
        Runtime{"go",
                {Program("leaky_go")},
                "runtime_objects",
                "64",
                "leaky.go:keeps: handler",
                Program("leaky_go")},
        Runtime{"java",
                {"java", "-cp", Program("leaky_java"), "Leaky"},
                "runtime_objects",
                "64",
                "Leaky.java:keeps: handler",
                Program("leaky_java/Leaky.class")}),
    [](const auto& runtime) { return std::string(runtime.param.name); });

// Objects so few that only malloc's bytes are a leak.
class ARuntimesServerWithFewObjects : public ARuntimesServer {};

TEST_P(ARuntimesServerWithFewObjects, LeaksAtTheirLine) { LeaksAtItsLine(); }

INSTANTIATE_TEST_SUITE_P(Each, ARuntimesServerWithFewObjects,
                         testing::Values(Runtime{"python",
                                                 {"python3", Source("leaky.py")},
                                                 "live_heap",
                                                 "8192",
                                                 "leaky.py:keeps: handler",
                                                 "",
                                                 "100"},
                                         Runtime{"ruby",
                                                 {"ruby", Source("leaky.rb")},
                                                 "live_heap",
                                                 "8192",
                                                 "leaky.rb:keeps: handler",
                                                 "",
                                                 "100"}),
                         [](const auto& runtime) { return std::string(runtime.param.name); });

#undef NEED

}  // namespace
}  // namespace seep::e2e
