// The hook that Seep loads into Node.js processes: what it says, and that its host does not notice
// it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <map>
#include <string>
#include <vector>

#include "e2e/hook_host.h"

namespace seep::e2e {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class NodeHook : public HookHost {
 protected:
  void SetUp() override { Start("node"); }
};

constexpr char kLives[] = "setInterval(() => {}, 1000); console.log('ready');";

TEST_F(NodeHook, AnswersFromACommonJsProgram) {
  Command host({"node", "-e", kLives}, meter_->Environment());
  const auto heap = Ask(host);
  ASSERT_TRUE(heap);
  EXPECT_TRUE(heap->Complete()) << heap->unseen;
  EXPECT_GT(heap->used_bytes, 1'000'000);
  EXPECT_EQ(heap->threads_unseen, 0);
}

TEST_F(NodeHook, AnswersFromAnEsModule) {
  Command host({"node", Write("host.mjs", std::string("import 'node:http';") + kLives)},
               meter_->Environment());
  const auto heap = Ask(host);
  ASSERT_TRUE(heap);
  EXPECT_TRUE(heap->Complete()) << heap->unseen;
}

TEST_F(NodeHook, CollectsWhatNothingPointsToAndCountsWhatStays) {
  Command host(
      {"node", "-e",
       "let kept = new Array(1e6).fill(1.5); let lost = new Array(4e6).fill(1.5); lost = null;"
       "globalThis.kept = kept;" +
           std::string(kLives)},
      meter_->Environment());
  const auto heap = Ask(host);
  ASSERT_TRUE(heap);
  EXPECT_GT(heap->used_bytes, 8'000'000);
  EXPECT_LT(heap->used_bytes, 24'000'000);
}

TEST_F(NodeHook, CountsBuffersOutsideOfTheHeap) {
  Command host({"node", "-e", "globalThis.kept = Buffer.alloc(20e6);" + std::string(kLives)},
               meter_->Environment());
  const auto heap = Ask(host);
  ASSERT_TRUE(heap);
  EXPECT_GT(heap->external_bytes, 20'000'000);
}

// On each SIGUSR2 it asks itself for 100 answers or for 400, in turns, over a connection each.
constexpr char kAsksItself[] = R"(
const http = require('http');
let round = 0;
const server = http.createServer((request, response) =>
  response.end(Buffer.alloc(1000, 'x').toString('latin1')));
const ask = (left) => {
  if (left === 0) return console.log(`round ${++round} done`);
  http.get({ port: server.address().port, agent: false }, (answer) => {
    answer.resume().on('end', () => ask(left - 1));
  });
};
process.on('SIGUSR2', () => ask(round % 2 ? 400 : 100));
server.listen(0, '127.0.0.1', () => console.log('ready'));
)";

constexpr char kManyObjects[] =
    "globalThis.kept = Array.from({ length: 1e6 }, (_, i) => ({ i: String(i) }));";

class WhatRequestsLeave : public NodeHook, public testing::WithParamInterface<const char*> {
 protected:
  // After each of some rounds of requests, without the first ones, which the program grows by.
  std::vector<int64_t> ExternalBytes() const {
    Command host({"node", Write("asks.js", GetParam() + std::string(kAsksItself))},
                 meter_->Environment());
    EXPECT_TRUE(host.WaitForOut("ready")) << host.Err();
    std::vector<int64_t> bytes;
    for (int round = 1; round <= 8; ++round) {
      host.Signal(SIGUSR2);
      EXPECT_TRUE(host.WaitForOut("round " + std::to_string(round) + " done")) << host.Err();
      const auto heap = meter_->Read(host.Processes());
      EXPECT_TRUE(heap);
      if (heap && round > 3) bytes.push_back(heap->external_bytes);
    }
    return bytes;
  }
};

INSTANTIATE_TEST_SUITE_P(Heap, WhatRequestsLeave, testing::Values("", kManyObjects),
                         [](const auto& of) { return *of.param == 0 ? "small" : "large"; });

// Where only one collection was made, 40 to 200 KB of them were left at some readings.
TEST_P(WhatRequestsLeave, IsCollectedBeforeEachReading) {
  const std::vector<int64_t> bytes = ExternalBytes();
  ASSERT_FALSE(bytes.empty());
  const auto [least, most] = std::minmax_element(bytes.begin(), bytes.end());
  EXPECT_LT(*most - *least, 4096);
}

// Where the whole heap was collected at once, V8 dropped the code of twenty functions each time:
// the shapes of a request's objects were gone between two rounds.
TEST_F(NodeHook, LeavesTheOptimizedCodeOfItsHostAlone) {
  Command host({"node", "--trace-deopt", Write("asks.js", kAsksItself)}, meter_->Environment());
  ASSERT_TRUE(host.WaitForOut("ready")) << host.Err();
  for (int round = 1; round <= 12; ++round) {
    host.Signal(SIGUSR2);
    ASSERT_TRUE(host.WaitForOut("round " + std::to_string(round) + " done")) << host.Err();
    if (round > 4) {
      ASSERT_TRUE(meter_->Read(host.Processes()));
    }
  }
  EXPECT_THAT(host.Out(), Not(HasSubstr("weak objects")));
}

// It is told not to mark beside its host.
TEST_F(NodeHook, CollectsAtOnceWhereV8DoesNotMarkByItself) {
  Command host({"node", "--no-incremental-marking", "-e",
                "let lost = new Array(4e6).fill(1.5); lost = null;" + std::string(kLives)},
               meter_->Environment());
  ASSERT_TRUE(Ask(host));
  const TimePoint begin = Clock::now();
  const auto heap = meter_->Read(host.Processes());
  EXPECT_LT(Clock::now() - begin, milliseconds(500));  // that it waited for once, in vain
  ASSERT_TRUE(heap);
  EXPECT_LT(heap->used_bytes, 16'000'000);
}

constexpr char kCluster[] = R"(
const cluster = require('cluster');
if (cluster.isPrimary ?? cluster.isMaster) {
  let online = 0;
  const count = () => { if (++online === 2) console.log('ready'); };
  for (const worker of [cluster.fork(), cluster.fork()]) worker.on('message', count);
} else {
  process.send(1);
  setInterval(() => {}, 1000);
}
)";

TEST_F(NodeHook, AnswersFromEachProcessOfACluster) {
  Command host({"node", Write("cluster.js", kCluster)}, meter_->Environment());
  const auto heap = Ask(host);
  ASSERT_TRUE(heap);
  EXPECT_EQ(heap->processes, 3);
  EXPECT_TRUE(heap->Complete()) << heap->unseen;
}

// A worker that does this, and says so.
Words WithWorker(const std::string& work) {
  return {"node", "-e",
          "const { Worker } = require('worker_threads'); new Worker(`" + work +
              "`, { eval: true }).on('message', () => console.log('ready'));"};
}

constexpr char kPosts[] = "require('worker_threads').parentPort.postMessage(1);";

TEST_F(NodeHook, AnswersFromWorkerThreads) {
  const auto alone = AskOnce({"node", "-e", kLives});
  const auto heap = AskOnce(WithWorker(std::string("globalThis.kept = new Array(1e6).fill(1.5);") +
                                       kPosts + "setInterval(() => {}, 1000);"));
  ASSERT_TRUE(alone && heap);
  EXPECT_TRUE(heap->Complete()) << heap->unseen;
  EXPECT_EQ(heap->processes, 1);
  EXPECT_EQ(heap->threads_unseen, 0);
  EXPECT_GT(*heap->used_bytes, *alone->used_bytes + 8'000'000);
}

TEST_F(NodeHook, ForgetsWorkerThreadsThatHaveEnded) {
  Command host({"node", "-e",
                "const { Worker } = require('worker_threads'); const worker = new Worker("
                "'setTimeout(() => {}, 100)', { eval: true }); worker.on('exit', () => "
                "console.log('ready')); setInterval(() => {}, 1000);"},
               meter_->Environment());
  const auto heap = Ask(host);
  ASSERT_TRUE(heap);
  EXPECT_TRUE(heap->Complete()) << heap->unseen;
  EXPECT_EQ(heap->threads_unseen, 0);
}

// One that waits, as those of pools do, cannot answer.
TEST_F(NodeHook, TellsOfThreadsWhoseHeapsItDoesNotSee) {
  meter_ = WithPatience(milliseconds(500));
  const auto heap = AskOnce(WithWorker(
      std::string(kPosts) + "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);"));
  ASSERT_TRUE(heap);
  EXPECT_TRUE(heap->Complete()) << heap->unseen;
  EXPECT_EQ(heap->threads_unseen, 1);
}

// What is called that often is made a part of its caller by V8.
TEST_F(NodeHook, NamesFunctionsThatAreInlined) {
  Command host({"node", Write("inlined.js", R"(
const kept = [];
const keep = () => { kept.push(Buffer.alloc(64, 'x').toString('latin1')); };
const handle = () => keep();
const work = (times) => { for (let i = 0; i < times; i += 1) handle(); };
const warm = (left) => {
  if (left === 0) console.log('ready');
  work(2000);
  setTimeout(warm, 1, left - 1);
};
warm(30);
)")},
               meter_->Environment());
  ASSERT_TRUE(Ask(host));
  const std::vector<pid_t> pids = host.Processes();
  ASSERT_TRUE(meter_->BeginSites(pids));
  std::map<std::string, double> bytes;  // by the innermost function of the host's own
  EXPECT_TRUE(Eventually([&] {
    bytes.clear();
    const auto taken = meter_->TakeSites(pids, SiteMoment::kLast);
    for (const LeakSite& site : taken ? *taken : std::vector<LeakSite>()) {
      const auto own = std::find_if(site.stack.begin(), site.stack.end(),
                                    [](const Frame& frame) { return frame.own; });
      if (own != site.stack.end()) bytes[own->function] += site.live_bytes;
    }
    return bytes["keep"] > 100'000;
  }));
  EXPECT_LT(bytes["handle"] + bytes["work"], 0.1 * bytes["keep"]);
  meter_->EndSites(pids);
}

TEST_F(NodeHook, AnswersThoughItsHostReplacesOrFreezesWhatIsGlobal) {
  Command replaced({"node", "-e",
                    "JSON.stringify = setImmediate = process.hrtime = () => { throw 1; };" +
                        std::string(kLives)},
                   meter_->Environment());
  ASSERT_TRUE(Ask(replaced));
  Command frozen({"node", "--frozen-intrinsics", "-e", kLives}, meter_->Environment());
  const auto heap = Ask(frozen);
  ASSERT_TRUE(heap);
  EXPECT_TRUE(heap->Complete()) << heap->unseen;
}

TEST_F(NodeHook, DoesNotKeepItsHostAlive) {
  const Finished end = RunCommand({"node", "-e", "0"}, meter_->Environment());
  EXPECT_EQ(end.status, 0);
  EXPECT_THAT(end.out + end.err, IsEmpty());
}

TEST_F(NodeHook, LeavesTheExitStatusAndTheGlobalsOfItsHostAlone) {
  const Finished end = RunCommand(
      {"node", "-e",
       "process.exit(typeof gc === 'undefined' && require('vm').runInNewContext('typeof gc') === "
       "'undefined' ? 7 : 1)"},
      meter_->Environment());
  EXPECT_EQ(end.status, 7) << end.err;
  EXPECT_THAT(end.out + end.err, IsEmpty());
}

TEST_F(NodeHook, SaysNothingWhenNobodyListensOrNobodyAsked) {
  Environment environment = meter_->Environment();
  meter_.reset();
  const Finished nobody = RunCommand({"node", "-e", "setTimeout(() => {}, 50)"}, environment);
  EXPECT_EQ(nobody.status, 0);
  EXPECT_THAT(nobody.out + nobody.err, IsEmpty());
  std::erase_if(environment, [](const auto& variable) { return variable.first != "NODE_OPTIONS"; });
  const Finished unasked = RunCommand({"node", "-e", "setTimeout(() => {}, 50)"}, environment);
  EXPECT_EQ(unasked.status, 0);
  EXPECT_THAT(unasked.out + unasked.err, IsEmpty());
}

}  // namespace
}  // namespace seep::e2e
