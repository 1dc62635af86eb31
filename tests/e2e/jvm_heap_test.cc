// What Seep reads from real JVMs (src/runtime/jvm), with each collector that java has here.

#include "runtime/jvm/jvm_heap.h"

#include <gmock/gmock.h>
#include <signal.h>

#include <cstdlib>

#include "e2e/java.h"

namespace seep::e2e {
namespace {

using ::testing::HasSubstr;

constexpr int kRequests = 1000;

class JvmTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!JavaIsThere()) GTEST_SKIP() << "java or javac is not installed";
  }

  static std::unique_ptr<JvmHeap> Open(const Fixture& server) {
    auto opened = JvmHeap::Open(server.pid(), kPatience);
    EXPECT_TRUE(opened) << (opened ? "" : opened.error().message);
    EXPECT_TRUE(opened && *opened) << "no JVM was seen";
    return opened ? std::move(*opened) : nullptr;
  }
  static JvmReading Read(JvmHeap& heap) {
    auto reading = heap.Read(kPatience);
    EXPECT_TRUE(reading) << (reading ? "" : reading.error().message);
    return reading ? std::move(*reading) : JvmReading();
  }
  static JvmClass Of(const JvmReading& reading, const std::string& name) {
    const auto found = reading.live.classes.find(name);
    return found == reading.live.classes.end() ? JvmClass() : found->second;
  }
};

class JvmCollectorTest : public JvmTest, public ::testing::WithParamInterface<const char*> {
 protected:
  void SetUp() override {
    JvmTest::SetUp();
    if (!IsSkipped() && !JavaHas(Option())) GTEST_SKIP() << "java has no " << Option();
  }
  static std::string Option() { return std::string("-XX:+Use") + GetParam(); }
};

TEST_P(JvmCollectorTest, CountsEachObjectThatIsKept) {
  const Fixture server(Leaky({Option()}), {"--bytes", "100"});
  const auto heap = Open(server);
  ASSERT_TRUE(heap);
  SendRequests(server, kRequests);
  const JvmReading before = Read(*heap);
  SendRequests(server, kRequests);
  const JvmReading after = Read(*heap);
  EXPECT_EQ(Of(before, "Leaky$Visit").instances, kRequests);
  const JvmClasses growth = GrowthByClass(before.live.classes, after.live.classes);
  EXPECT_EQ(growth.at("Leaky$Visit").instances, kRequests);
  EXPECT_GE(growth.at("byte[]").instances, kRequests - 100);
  EXPECT_GE(after.live.bytes - before.live.bytes, kRequests * 100);
  EXPECT_GT(after.seconds, 0);
}

TEST_P(JvmCollectorTest, SeesNoGarbage) {
  const Fixture server(Leaky({Option()}), {});
  const auto heap = Open(server);
  ASSERT_TRUE(heap);
  SendRequests(server, 3 * kRequests);
  const JvmReading before = Read(*heap);
  SendRequests(server, kRequests);
  const JvmReading after = Read(*heap);
  // A request makes some 5 KB of it. What is left is the state of the server: a connection has
  // about 10 KB, and the first thousands of requests still load classes.
  EXPECT_LT(std::abs(after.live.bytes - before.live.bytes), 50'000);
  EXPECT_LT(std::abs(after.live.instances - before.live.instances), 500);
}

INSTANTIATE_TEST_SUITE_P(Each, JvmCollectorTest,
                         ::testing::Values("SerialGC", "ParallelGC", "G1GC", "ZGC", "ShenandoahGC"),
                         [](const auto& collector) { return std::string(collector.param); });

TEST_F(JvmTest, LeavesNoAttachFileAndItsHostAlive) {
  const Fixture server(Leaky(), {});
  for (int i = 0; i < 2; ++i) Read(*Open(server));
  const std::string file = ".attach_pid" + std::to_string(server.pid());
  EXPECT_FALSE(std::filesystem::exists(file));
  EXPECT_FALSE(std::filesystem::exists("/tmp/" + file));
  EXPECT_FALSE(Get(server.port(), "/").empty());
}

TEST_F(JvmTest, WaitsNoLongerThanItsPatience) {
  const Fixture server(Leaky(), {});
  const auto heap = Open(server);
  ASSERT_TRUE(heap);
  ::kill(server.pid(), SIGSTOP);
  const auto stopped = heap->Read(milliseconds(50));
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().kind, ErrorKind::kTimeout);
  ::kill(server.pid(), SIGCONT);
  Read(*heap);
}

TEST_F(JvmTest, SaysThatTheJvmHasEnded) {
  Fixture server(Leaky(), {});
  const auto heap = Open(server);
  ASSERT_TRUE(heap);
  server.Stop();
  const auto reading = heap->Read(kPatience);
  ASSERT_FALSE(reading);
  EXPECT_EQ(reading.error().kind, ErrorKind::kExited) << reading.error().message;
}

TEST_F(JvmTest, SaysWhichOptionForbidsIt) {
  const Fixture server(Leaky({"-XX:+DisableAttachMechanism"}), {});
  const auto opened = JvmHeap::Open(server.pid(), kPatience);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, ErrorKind::kUnsupported);
  EXPECT_THAT(opened.error().message, HasSubstr("run it without -XX:+DisableAttachMechanism"));
}

// With -Xrs SIGQUIT would end it; but such a JVM listens from its start.
TEST_F(JvmTest, ReadsAJvmThatHandlesNoSignals) {
  const Fixture server(Leaky({"-Xrs"}), {});
  const auto heap = Open(server);
  ASSERT_TRUE(heap);
  EXPECT_GT(Read(*heap).live.bytes, 0);
}

TEST_F(JvmTest, ReadsAJvmThatForbidsProgramsToCollect) {
  const Fixture server(Leaky({"-XX:+DisableExplicitGC"}), {"--bytes", "100"});
  const auto heap = Open(server);
  ASSERT_TRUE(heap);
  SendRequests(server, 10);
  EXPECT_EQ(Of(Read(*heap), "Leaky$Visit").instances, 10);
}

}  // namespace
}  // namespace seep::e2e
