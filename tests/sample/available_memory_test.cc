#include "sample/available_memory.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string_view>

namespace seep {
namespace {

constexpr uint64_t kMebibyte = 1 << 20;

// A system that exists only as files.
class AvailableMemoryOf : public testing::Test {
 protected:
  void SetUp() override {
    root_ = testing::TempDir() + "seep-available-memory-" +
            testing::UnitTest::GetInstance()->current_test_info()->name();
    Write("/proc/meminfo", "MemTotal: 2097152 kB\nMemFree: 1024 kB\nMemAvailable: 1048576 kB\n");
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  void Write(std::string_view path, std::string_view text) const {
    const std::filesystem::path file = root_ + std::string(path);
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text;
  }

  std::string root_;
};

TEST_F(AvailableMemoryOf, AMachineIsWhatItsKernelSays) {
  EXPECT_EQ(AvailableMemory(root_), 1024 * kMebibyte);
}

TEST_F(AvailableMemoryOf, AGroupIsWhatItsLimitLeaves) {
  Write("/proc/self/cgroup", "0::/a/b\n");
  Write("/sys/fs/cgroup/a/memory.max", "536870912\n");
  Write("/sys/fs/cgroup/a/memory.current", "134217728\n");
  Write("/sys/fs/cgroup/a/memory.stat", "anon 1\ninactive_file 33554432\n");
  Write("/sys/fs/cgroup/a/b/memory.max", "max\n");
  Write("/sys/fs/cgroup/a/b/memory.current", "4096\n");
  EXPECT_EQ(AvailableMemory(root_), (512 - 128 + 32) * kMebibyte);
}

TEST_F(AvailableMemoryOf, AContainerIsWhatTheRootOfItsGroupsSays) {
  Write("/proc/self/cgroup", "0::/system/of/the/host\n");
  Write("/sys/fs/cgroup/memory.max", "268435456\n");
  Write("/sys/fs/cgroup/memory.current", "0\n");
  EXPECT_EQ(AvailableMemory(root_), 256 * kMebibyte);
}

TEST_F(AvailableMemoryOf, AGroupOfVersion1IsWhatItsLimitLeaves) {
  Write("/proc/self/cgroup", "7:cpu:/x\n5:memory:/x\n");
  Write("/sys/fs/cgroup/memory/x/memory.limit_in_bytes", "104857600\n");
  Write("/sys/fs/cgroup/memory/x/memory.usage_in_bytes", "1048576\n");
  EXPECT_EQ(AvailableMemory(root_), 99 * kMebibyte);
}

TEST_F(AvailableMemoryOf, AGroupWithoutALimitIsTheMachines) {
  Write("/proc/self/cgroup", "5:memory:/\n");
  Write("/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
  Write("/sys/fs/cgroup/memory/memory.usage_in_bytes", "1048576\n");
  EXPECT_EQ(AvailableMemory(root_), 1024 * kMebibyte);
}

TEST(AvailableMemory, IsNothingWhereTheSystemDoesNotSay) {
  EXPECT_FALSE(AvailableMemory("/nowhere"));
}

}  // namespace
}  // namespace seep
