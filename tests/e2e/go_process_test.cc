// What lives in a running Go program: leaky_go, as it is built by default, without symbols, and
// position-independent.

#include "runtime/go/go_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <vector>

#include "e2e/client.h"
#include "e2e/fixture.h"
#include "heap/reader/temporary_folder.h"
#include "runtime/go/go_program.h"

namespace seep::e2e {
namespace {

using ::testing::AllOf;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::Le;

constexpr nanoseconds kOwnPeriod = std::chrono::minutes(2);  // forcegcperiod in runtime/proc.go
// The runtime keeps what goroutines waited with, to use it again: 9 objects at most.
constexpr int64_t kOwnObjects = 40;
constexpr char kRequest[] = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

void Ask(Client& client, int requests) {
  for (int i = 0; i < requests; ++i) {
    client.Send(kRequest);
    client.ReceiveAnswer();
  }
}

// The time between collections that the runtime sees; zero when it cannot be told.
nanoseconds PeriodOf(pid_t pid) {
  const auto program = GoProgram::Open(pid);
  const auto memory = TargetMemory::Open(pid, "leaky_go");
  if (!program || !memory) return nanoseconds(0);
  const auto layout = GoLayoutOf(GoMinorVersion(program->Build().version));
  const auto bias = LoadBias(pid, program->Elf());
  const auto places = FindGoPlaces(program->Elf(), bias.value(), layout.value(), *memory);
  return nanoseconds(memory->Number<int64_t>(places->force_gc_period).value_or(0));
}

std::unique_ptr<GoProcess> Open(const Fixture& fixture) {
  auto opened = GoProcess::Open(fixture.pid());
  EXPECT_TRUE(opened) << opened.error().message;
  EXPECT_TRUE(!opened || *opened) << "none of Go's";
  return opened ? std::move(*opened) : nullptr;
}

class GoProcessTest : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(Program(GetParam()))) GTEST_SKIP() << "go is not installed";
  }
  // Reads after so many requests over one connection.
  static int64_t LiveAfter(GoProcess& go, Client& client, int requests) {
    Ask(client, requests);
    const auto reading = go.Read(kPatience);
    EXPECT_TRUE(reading) << reading.error().message;
    return reading ? reading->live_bytes : 0;
  }
  static int64_t ObjectsAfter(GoProcess& go, Client& client, int requests) {
    Ask(client, requests);
    const auto reading = go.Read(kPatience);
    EXPECT_TRUE(reading) << reading.error().message;
    EXPECT_TRUE(!reading || reading->objects) << "not counted";
    return reading ? reading->objects.value_or(0) : 0;
  }
};

TEST_P(GoProcessTest, SeesWhatEachRequestLeavesBehind) {
  const Fixture fixture(GetParam(), {"--bytes", "1024"});
  const auto go = Open(fixture);
  ASSERT_NE(go, nullptr);
  Client client(fixture.port());
  const int64_t before = LiveAfter(*go, client, 500);
  const int64_t after = LiveAfter(*go, client, 1000);
  // The slice of slices may double: from 24 B to 48 B each of 1,500.
  EXPECT_THAT(after - before, AllOf(Ge(1'024'000), Le(1'024'000 + 80'000)));
}

TEST_P(GoProcessTest, SeesNoGarbage) {
  const Fixture fixture(GetParam(), {"--bytes", "0"});
  const auto go = Open(fixture);
  ASSERT_NE(go, nullptr);
  Client client(fixture.port());
  const int64_t before = LiveAfter(*go, client, 500);
  const int64_t after = LiveAfter(*go, client, 2000);
  // A request allocates some 2 KB.
  EXPECT_THAT(after - before, AllOf(Ge(-5'000), Le(5'000)));
}

size_t OpenFiles(pid_t pid) {
  const std::filesystem::directory_iterator files("/proc/" + std::to_string(pid) + "/fd");
  return static_cast<size_t>(std::distance(begin(files), end(files)));
}

// net/http puts the buffers of a connection, 8 KB, into a sync.Pool when it closes it, and the
// runtime keeps what is left of its goroutine, 416 B.
TEST_P(GoProcessTest, SeesNothingOfWhatIsKeptToBeUsedAgain) {
  const Fixture fixture(GetParam(), {});
  const auto go = Open(fixture);
  ASSERT_NE(go, nullptr);
  Client first(fixture.port());
  const int64_t before = LiveAfter(*go, first, 100);
  const size_t files = OpenFiles(fixture.pid());
  {
    std::vector<std::unique_ptr<Client>> others;
    for (int i = 0; i < 200; ++i) {
      others.push_back(std::make_unique<Client>(fixture.port()));
      Ask(*others.back(), 1);
    }
  }
  ASSERT_TRUE(Eventually([&] { return OpenFiles(fixture.pid()) <= files; }));
  EXPECT_LE(LiveAfter(*go, first, 1) - before, 20'000);
}

// A slice of 64-byte slices: the bytes are those of a slice that doubles, the objects are not.
TEST_P(GoProcessTest, CountsTheObjectsThatEachRequestLeavesBehind) {
  const Fixture fixture(GetParam(), {"--bytes", "64"});
  const auto go = Open(fixture);
  ASSERT_NE(go, nullptr);
  Client client(fixture.port());
  int64_t before = ObjectsAfter(*go, client, 500);
  for (int i = 0; i < 4; ++i) {
    const int64_t after = ObjectsAfter(*go, client, 1000);
    // Beside one each, a few of the runtime's own.
    EXPECT_THAT(after - before, AllOf(Ge(1000 - kOwnObjects), Le(1000 + kOwnObjects)));
    before = after;
  }
}

TEST_P(GoProcessTest, CountsNoGarbage) {
  const Fixture fixture(GetParam(), {"--bytes", "0"});
  const auto go = Open(fixture);
  ASSERT_NE(go, nullptr);
  Client client(fixture.port());
  const int64_t before = ObjectsAfter(*go, client, 500);
  const int64_t after = ObjectsAfter(*go, client, 2000);
  // A request allocates 17.
  EXPECT_THAT(after - before, AllOf(Ge(-kOwnObjects), Le(kOwnObjects)));
}

TEST_P(GoProcessTest, CountsGoroutines) {
  const Fixture fixture(GetParam(), {});
  const auto go = Open(fixture);
  ASSERT_NE(go, nullptr);
  Client first(fixture.port());
  Ask(first, 20);
  const auto before = go->Read(kPatience);
  ASSERT_TRUE(before) << before.error().message;
  std::vector<std::unique_ptr<Client>> others;
  for (int i = 0; i < 50; ++i) {
    others.push_back(std::make_unique<Client>(fixture.port()));
    Ask(*others.back(), 1);
  }
  const auto during = go->Read(kPatience);
  ASSERT_TRUE(during) << during.error().message;
  ASSERT_TRUE(before->goroutines && during->goroutines);
  // A connection has one, or two while net/http reads ahead of the next request.
  EXPECT_THAT(*during->goroutines - *before->goroutines, AllOf(Ge(49), Le(102)));
  EXPECT_EQ(go->Goroutines(kPatience), during->goroutines) << "without a collection";
  others.clear();
  EXPECT_TRUE(Eventually([&] {
    Ask(first, 1);
    const auto after = go->Read(kPatience);
    return after && after->goroutines <= *before->goroutines + 1;
  }));
}

TEST_P(GoProcessTest, PutsTheTimeBetweenCollectionsBack) {
  const Fixture fixture(GetParam(), {});
  ASSERT_EQ(PeriodOf(fixture.pid()), kOwnPeriod);
  auto go = Open(fixture);
  ASSERT_NE(go, nullptr);
  EXPECT_EQ(PeriodOf(fixture.pid()), go->Period());
  Client client(fixture.port());
  Ask(client, 100);
  ASSERT_TRUE(go->Read(kPatience));
  EXPECT_EQ(PeriodOf(fixture.pid()), go->Period());
  go.reset();
  EXPECT_EQ(PeriodOf(fixture.pid()), kOwnPeriod);
}

TEST_P(GoProcessTest, GivesUpOnAProgramThatStandsStill) {
  const Fixture fixture(GetParam(), {});
  const auto go = Open(fixture);
  ASSERT_NE(go, nullptr);
  ASSERT_EQ(::kill(fixture.pid(), SIGSTOP), 0);
  const auto reading = go->Read(milliseconds(20));
  ::kill(fixture.pid(), SIGCONT);
  ASSERT_FALSE(reading);
  EXPECT_EQ(reading.error().kind, ErrorKind::kTimeout);
  EXPECT_THAT(reading.error().message, HasSubstr("did not collect within 20 ms"));
  EXPECT_EQ(PeriodOf(fixture.pid()), go->Period());
}

TEST_P(GoProcessTest, SaysThatTheProgramHasEnded) {
  Fixture fixture(GetParam(), {});
  const auto go = Open(fixture);
  ASSERT_NE(go, nullptr);
  fixture.Stop();
  const auto reading = go->Read(kPatience);
  ASSERT_FALSE(reading);
  EXPECT_EQ(reading.error().kind, ErrorKind::kExited);
}

INSTANTIATE_TEST_SUITE_P(Each, GoProcessTest,
                         ::testing::Values("leaky_go", "leaky_go_stripped", "leaky_go_pie"),
                         [](const auto& program) { return std::string(program.param); });

TEST_P(GoProcessTest, SaysThatACollectorThatIsOffCannotBeAsked) {
  Command program({Program(GetParam()), "--port", "0"}, {{"GOGC", "off"}});
  ASSERT_TRUE(program.WaitForOut("\n"));
  auto go = GoProcess::Open(program.pid());
  ASSERT_TRUE(go) << go.error().message;
  const auto reading = (*go)->Read(kPatience);
  ASSERT_FALSE(reading);
  EXPECT_EQ(reading.error().kind, ErrorKind::kUnsupported);
  EXPECT_THAT(reading.error().message, HasSubstr("unset GOGC"));
}

TEST(GoProcess, IsNoneForAnotherProgram) {
  const Fixture fixture("leaky", {});
  const auto opened = GoProcess::Open(fixture.pid());
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ(*opened, nullptr);
}

TEST(GoProcess, RefusesAVersionThatItDoesNotKnowByName) {
  std::ifstream file(Program("leaky_go"), std::ios::binary);
  if (!file) GTEST_SKIP() << "go is not installed";
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  // The program's own word, in .go.buildinfo: behind the mark, 32 bytes and the length.
  const size_t at = bytes.find("go1.", bytes.find("\xff Go buildinf:"));
  ASSERT_NE(at, std::string::npos);
  bytes.replace(at, 6, "go1.99");
  const TemporaryFolder folder;
  const Fixture fixture(Words{folder.Write("future", bytes)}, {});
  ASSERT_NE(fixture.port(), 0);
  const auto opened = GoProcess::Open(fixture.pid());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, ErrorKind::kUnsupported);
  EXPECT_THAT(opened.error().message,
              AllOf(HasSubstr("heap of future (pid "), HasSubstr("built by go1.99"),
                    HasSubstr("knows Go 1.18 to 1.26")));
}

}  // namespace
}  // namespace seep::e2e
