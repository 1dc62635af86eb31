// What a reading asks for, and what it makes of the answers. tests/e2e/jvm_heap_test.cc asks real
// JVMs.

#include "runtime/jvm/jvm_heap.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "heap/reader/temporary_folder.h"
#include "runtime/fake_jvm.h"

namespace seep {
namespace {

constexpr milliseconds kPatience{20'000};

std::string Histogram(int64_t int_array_bytes) {
  return "   1:  1  " + std::to_string(int_array_bytes) +
         "  [I\n   2:  5  120  Session\nTotal  6  " + std::to_string(int_array_bytes + 120) + "\n";
}

// Answers the histograms in turn, the last one again and again.
FakeJvm::Answer Counting(const std::string& flags, const std::vector<int64_t>& int_array_bytes) {
  return [=, asked = size_t{0}](int socket, const std::string& request) mutable {
    if (request.find("VM.flags") != std::string::npos) FakeJvm::Send(socket, "0\n" + flags);
    if (request.find("GC.run") != std::string::npos) FakeJvm::Send(socket, "0\n");
    if (request.find("GC.class_histogram") == std::string::npos) return;
    const size_t index = std::min(asked++, int_array_bytes.size() - 1);
    FakeJvm::Send(socket, "0\n" + Histogram(int_array_bytes[index]));
  };
}

class JvmHeapTest : public ::testing::Test {
 protected:
  // The bytes of each reading, without the 120 that Session has.
  std::vector<int64_t> Read(const std::string& flags, const std::vector<int64_t>& int_array_bytes,
                            int readings) {
    FakeJvm fake(folder_.Path(), Counting(flags, int_array_bytes));
    auto heap = JvmHeap::Open(fake.Take(), kPatience);
    std::vector<int64_t> read;
    for (int i = 0; heap && i < readings; ++i) {
      const auto reading = (*heap)->Read(kPatience);
      EXPECT_TRUE(reading) << reading.error().message;
      if (reading) read.push_back(reading->live.bytes - 120);
    }
    return read;
  }

  TemporaryFolder folder_;
};

TEST_F(JvmHeapTest, KnowsThePagesThatTheHeapLiesIn) {
  const std::string everywhere = "0\n garbage-first heap [0x0000000000001000, 0x7fffffffffff)\n";
  const auto answer = [&](const std::string& info) {
    return [=, count = Counting("", {0})](int socket, const std::string& request) mutable {
      if (request.find("GC.heap_info") != std::string::npos) FakeJvm::Send(socket, info);
      count(socket, request);
    };
  };
  for (const std::string& info : {everywhere, std::string("0\n ZHeap used 4M\n")}) {
    FakeJvm fake(folder_.Path(), answer(info));
    auto heap = JvmHeap::Open(fake.Take(), kPatience);
    ASSERT_TRUE(heap) << heap.error().message;
    const auto reading = (*heap)->Read(kPatience);
    ASSERT_TRUE(reading) << reading.error().message;
    EXPECT_EQ(reading->page_bytes > 0, info == everywhere);
  }
}

TEST_F(JvmHeapTest, KeepsTheHeapsSizeUnlessTheUserHasSetHowItShrinks) {
  for (const bool users : {false, true}) {
    const std::string seen = folder_.Path() + (users ? "/users" : "/none");
    const std::string flags = users ? "-XX:MaxHeapFreeRatio=70" : "-XX:+UseG1GC";
    FakeJvm fake(folder_.Path(),
                 [=, count = Counting(flags, {0})](int socket, const std::string& request) mutable {
                   std::ofstream(seen, std::ios::app) << request << '\n';
                   count(socket, request);
                 });
    ASSERT_TRUE(JvmHeap::Open(fake.Take(), kPatience));
    std::stringstream asked;
    asked << std::ifstream(seen).rdbuf();
    EXPECT_EQ(asked.str().find("VM.set_flag MaxHeapFreeRatio 100") == std::string::npos, users);
  }
}

TEST_F(JvmHeapTest, TakesTheFirstHistogramOfACollectorThatLeavesNoGaps) {
  EXPECT_EQ(Read("-XX:+UseG1GC", {300, 200, 400}, 3), (std::vector<int64_t>{300, 200, 400}));
}

TEST_F(JvmHeapTest, AsksTheSerialCollectorUntilItHasCompacted) {
  // One of GC.run and three histograms is behind a collection that closes gaps.
  EXPECT_EQ(Read("-XX:+UseSerialGC", {300, 400, 200, 100}, 1), std::vector<int64_t>{200});
  EXPECT_EQ(Read("-XX:+UseSerialGC", {300, 100, 200, 50}, 1), std::vector<int64_t>{100});
}

TEST_F(JvmHeapTest, AsksOnceWhenNoGapsHaveCome) {
  EXPECT_EQ(Read("-XX:+UseSerialGC", {300, 200, 100, /**/ 100, /**/ 90, /**/ 500, 90, /**/ 80}, 5),
            (std::vector<int64_t>{100, 100, 90, 90, 80}));
}

TEST_F(JvmHeapTest, BelievesArraysOfIntsThatStay) {
  EXPECT_EQ(Read("-XX:+UseSerialGC", {300, 300, 300, /**/ 500, 500, 500, /**/ 500, /**/ 7}, 4),
            (std::vector<int64_t>{300, 500, 500, 7}));
}

TEST_F(JvmHeapTest, SaysThatTheAnswerIsNoHistogram) {
  FakeJvm fake(folder_.Path(), [](int socket, const std::string&) {
    FakeJvm::Send(socket, "0\nsomething else\n");
  });
  auto heap = JvmHeap::Open(fake.Take(), kPatience);
  ASSERT_TRUE(heap) << heap.error().message;
  const auto reading = (*heap)->Read(kPatience);
  ASSERT_FALSE(reading);
  EXPECT_EQ(reading.error().kind, ErrorKind::kProtocol);
}

}  // namespace
}  // namespace seep
