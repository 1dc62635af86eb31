// Servers of runtimes with heaps of their own: what they are started with, and the verdict.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

constexpr char kPythonServer[] = R"(
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
kept = []
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if sys.argv[2] == 'leak': kept.append(bytes(1024) + bytes([len(kept) % 256]))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'hello\n')
    def log_message(self, *words): pass
ThreadingHTTPServer(('127.0.0.1', int(sys.argv[1])), Handler).serve_forever()
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
      Judge({"-n", "500"}, {"node", Write("server.js", kNodeServer), "{port}", "none"});
  ASSERT_TRUE(run.json.is_object()) << run.end.err;
  const nlohmann::json heap = run.json["first"].value("runtime_heap", nlohmann::json());
  ASSERT_TRUE(heap.is_object());
  EXPECT_EQ(heap["complete"], true);
  EXPECT_GT(heap["used_bytes"], 1'000'000);
  EXPECT_TRUE(MeterOf(run.json, "runtime_heap").is_object());
  EXPECT_THAT(run.end.out, HasSubstr("runtime heap"));
}

TEST_F(RuntimeTest, ANodeServerThatKeepsObjectsLeaks) {
  NEED("node");
  const Recorded run =
      Judge({"-t", "30s"}, {"node", Write("server.js", kNodeServer), "{port}", "leak"});
  EXPECT_EQ(run.end.status, kLeak) << run.end.out << run.end.err;
  EXPECT_THAT(MeterOf(run.json, "runtime_heap")["verdict"], "LEAK") << run.end.out;
}

// That it can be called clean in so many seconds depends on the machine; that it does not leak does
// not.
TEST_F(RuntimeTest, ANodeServerThatKeepsNothingIsNotCalledALeak) {
  NEED("node");
  const Recorded run = Judge({}, {"node", Write("server.js", kNodeServer), "{port}", "none"});
  EXPECT_THAT(run.end.status, testing::AnyOf(kClean, kInconclusive)) << run.end.out << run.end.err;
}

TEST_F(RuntimeTest, NothingIsSetForAServerThatIsToBeAsItIs) {
  NEED("node");
  const Recorded run = Judge({"-n", "500", "--as-is", "--heap", "off"},
                             {"node", Write("server.js", kNodeServer), "{port}", "none"});
  ASSERT_TRUE(run.json.is_object()) << run.end.err;
  EXPECT_EQ(run.json["target"]["environment"], nlohmann::json::object());
  EXPECT_FALSE(run.json["first"].contains("runtime_heap"));
}

TEST_F(RuntimeTest, WhatIsSetIsRecorded) {
  NEED("node");
  const Recorded run =
      Judge({"-n", "500"}, {"node", Write("server.js", kNodeServer), "{port}", "none"});
  ASSERT_TRUE(run.json.is_object()) << run.end.err;
  EXPECT_EQ(run.json["target"]["environment"]["MALLOC_ARENA_MAX"], "1");
  EXPECT_THAT(run.json["target"]["environment"]["NODE_OPTIONS"].get<std::string>(),
              HasSubstr("hooks/node.cjs"));
}

TEST_F(RuntimeTest, APythonServerThatKeepsBytesLeaks) {
  NEED("python3");
  const Recorded run = Judge({}, {"python3", Write("server.py", kPythonServer), "{port}", "leak"});
  EXPECT_EQ(run.end.status, kLeak) << run.end.out << run.end.err;
}

TEST_F(RuntimeTest, APythonServerThatKeepsNothingIsNotCalledALeak) {
  NEED("python3");
  const Recorded run = Judge({}, {"python3", Write("server.py", kPythonServer), "{port}", "none"});
  EXPECT_THAT(run.end.status, testing::AnyOf(kClean, kInconclusive)) << run.end.out << run.end.err;
}

#undef NEED

}  // namespace
}  // namespace seep::e2e
