#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "runtime/go/target_memory.h"

namespace seep {
namespace {

using ::testing::HasSubstr;

uint64_t AddressOf(const void* object) { return reinterpret_cast<uint64_t>(object); }

TEST(TargetMemory, IsReadAndWritten) {
  const auto memory = TargetMemory::Open(::getpid(), "test");
  ASSERT_TRUE(memory) << memory.error().message;
  volatile int64_t number = 12;
  EXPECT_EQ(memory->Number<int64_t>(AddressOf(const_cast<int64_t*>(&number))), 12);
  const int64_t other = 34;
  EXPECT_TRUE(memory->Write(AddressOf(const_cast<int64_t*>(&number)), &other, sizeof other));
  EXPECT_EQ(number, 34);
}

TEST(TargetMemory, IsNotThereAtZero) {
  const auto memory = TargetMemory::Open(::getpid(), "test");
  ASSERT_TRUE(memory) << memory.error().message;
  EXPECT_EQ(memory->Number<int64_t>(0), std::nullopt);
}

TEST(TargetMemory, OfAProcessThatIsGoneSaysSo) {
  const auto memory = TargetMemory::Open(1 << 30, "server");
  ASSERT_FALSE(memory);
  EXPECT_EQ(memory.error().kind, ErrorKind::kExited);
  EXPECT_THAT(memory.error().message, HasSubstr("memory of server (pid 1073741824)"));
}

TEST(WhyNoMemory, SaysWhatWouldHelp) {
  EXPECT_THAT(WhyNoMemory(0, false), HasSubstr("run Seep as that user or as root"));
  EXPECT_THAT(WhyNoMemory(1, false), HasSubstr("run Seep as that user or as root"));
  EXPECT_THAT(WhyNoMemory(0, true), HasSubstr("SYS_PTRACE"));
  EXPECT_THAT(WhyNoMemory(1, true), HasSubstr("let Seep start the program"));
  EXPECT_THAT(WhyNoMemory(2, true), HasSubstr("run Seep as root, or set it to 1"));
  EXPECT_THAT(WhyNoMemory(3, true), HasSubstr("until the next boot"));
}

}  // namespace
}  // namespace seep
