#include "sample/sampler.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <functional>
#include <thread>

#include "base/fd.h"
#include "fake_sampler.h"

namespace seep {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr size_t kMib = 1024 * 1024;

// A process that does something when told, and then stands still.
class Child {
 public:
  explicit Child(const std::function<void()>& action) {
    std::array<int, 2> pair{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()), 0);
    channel_ = UniqueFd(pair[0]);
    const UniqueFd other(pair[1]);
    pid_ = ::fork();
    if (pid_ == 0) Serve(other.get(), action);
  }
  ~Child() { Kill(); }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  void Act() {
    char byte = 0;
    ASSERT_EQ(::write(channel_.get(), &byte, 1), 1);
    ASSERT_EQ(::read(channel_.get(), &byte, 1), 1);
  }
  void KillOnly() {
    ::kill(pid_, SIGKILL);
    siginfo_t info;
    ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOWAIT);
  }
  void Kill() {
    if (pid_ == 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }
  pid_t pid() const { return pid_; }

 private:
  [[noreturn]] static void Serve(int channel, const std::function<void()>& action) {
    char byte = 0;
    while (::read(channel, &byte, 1) == 1) {
      action();
      if (::write(channel, &byte, 1) != 1) break;
    }
    ::_exit(0);
  }

  UniqueFd channel_;
  pid_t pid_ = 0;
};

// By a raw system call, and touched by the kernel: a sanitizer would keep shadow memory beside it.
char* MapAndTouch(size_t bytes) {
  const int64_t address = ::syscall(SYS_mmap, nullptr, bytes, PROT_READ | PROT_WRITE,
                                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  EXPECT_NE(address, -1);
  return reinterpret_cast<char*>(address);
}

Sample Read(pid_t pid, bool mappings = false) {
  auto sample = MakeSampler()->Read(std::array{pid}, mappings);
  EXPECT_TRUE(sample) << sample.error().message;
  return sample ? std::move(*sample) : Sample{};
}

int64_t BytesOf(const Sample& sample, const std::string& name) {
  for (const MappingBytes& mapping : sample.mappings) {
    if (mapping.name == name) return mapping.bytes;
  }
  return 0;
}

// What a process touches besides what the test tells it to: its own stack, heap and tables.
constexpr double kElsewhere = 1.5 * kMib;

TEST(Sampler, SeesTouchedMemoryAndNotMappedMemory) {
  Child child([] {
    MapAndTouch(8 * kMib);
    ::mmap(nullptr, 64 * kMib, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  });
  const Sample before = Read(child.pid());
  child.Act();
  const Sample after = Read(child.pid());
  const auto grown = static_cast<double>(after.Memory().Held() - before.Memory().Held());
  EXPECT_NEAR(grown, 8 * kMib, kElsewhere);
  EXPECT_GE(after.Memory().rss - before.Memory().rss, static_cast<int64_t>(8 * kMib));
  EXPECT_GE(after.Mappings(), before.Mappings());
}

TEST(Sampler, LeavesLazilyFreedMemoryOutOfWhatIsHeld) {
  Child child([] { ASSERT_EQ(::madvise(MapAndTouch(8 * kMib), 8 * kMib, MADV_FREE), 0); });
  const Sample before = Read(child.pid());
  child.Act();
  const Sample after = Read(child.pid());
  EXPECT_NEAR(static_cast<double>(after.Memory().lazy_free), 8 * kMib, kElsewhere);
  EXPECT_NEAR(static_cast<double>(after.Memory().Held() - before.Memory().Held()), 0, kElsewhere);
}

TEST(Sampler, NamesTheMappingThatGrew) {
  Child child([] {
    MapAndTouch(8 * kMib);
    // A gap: a stack right below might become one mapping with it (before Linux 6.7).
    ::mmap(nullptr, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    std::thread([] {
      std::array<char, kMib> on_stack;
      for (size_t at = 0; at < on_stack.size(); at += 1024) {
        static_cast<volatile char*>(on_stack.data())[at] = 1;
      }
      for (;;) ::pause();
    }).detach();
  });
  const Sample before = Read(child.pid(), true);
  child.Act();
  Sample after;
  const auto stacks = [&] { return BytesOf(after, "thread stacks"); };
  for (int i = 0; i < 2000 && stacks() < static_cast<int64_t>(kMib); ++i) {
    after = Read(child.pid(), true);  // until the thread has touched its stack and waits
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  EXPECT_GE(stacks(), static_cast<int64_t>(kMib));
  // Beside it only what a sanitizer's own thread has near its stack.
  EXPECT_LT(stacks(), static_cast<int64_t>(7 * kMib));
  EXPECT_GE(BytesOf(after, "[anon]") - BytesOf(before, "[anon]"), static_cast<int64_t>(7 * kMib));
  EXPECT_GT(BytesOf(after, "[stack]"), 0);
  EXPECT_THAT(Read(child.pid()).mappings, IsEmpty());
}

TEST(Sampler, CountsDescriptorsByKind) {
  Child child([] {
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe(ends.data()), 0);
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
    ASSERT_GE(::open("/dev/null", O_RDONLY), 0);
    ASSERT_GE(::eventfd(0, 0), 0);
    ASSERT_GE(::memfd_create("seep", 0), 0);
  });
  const DescriptorCounts before = Read(child.pid()).Descriptors();
  child.Act();
  const DescriptorCounts after = Read(child.pid()).Descriptors();
  EXPECT_EQ(after.pipes - before.pipes, 2);
  EXPECT_EQ(after.sockets - before.sockets, 2);
  EXPECT_EQ(after.files - before.files, 1);
  EXPECT_EQ(after.other - before.other, 2);
}

TEST(Sampler, CountsThreadsAndMappings) {
  Child child([] {
    for (int i = 0; i < 3; ++i) {
      std::thread([] {
        for (;;) ::pause();
      }).detach();
    }
    // Mappings of other protections than their neighbours', which the kernel cannot join.
    char* const memory = MapAndTouch(8 * 4096);
    for (size_t page = 1; page < 8; page += 2) {
      ASSERT_EQ(::mprotect(memory + page * 4096, 4096, PROT_READ), 0);
    }
  });
  child.Act();  // a sanitizer starts threads of its own with the first
  const Sample before = Read(child.pid());
  child.Act();
  const Sample after = Read(child.pid());
  EXPECT_EQ(after.Threads() - before.Threads(), 3);
  EXPECT_GE(after.Mappings() - before.Mappings(), 7);
}

TEST(Sampler, TellsCpuTimeNameAndStart) {
  Child child([] {
    const clock_t end = ::clock() + CLOCKS_PER_SEC / 20;
    while (::clock() < end) {
    }
  });
  const Sample before = Read(child.pid());
  child.Act();
  const Sample after = Read(child.pid());
  EXPECT_GE(after.CpuSeconds() - before.CpuSeconds(), 0.045);
  EXPECT_EQ(after.processes[0].name, Read(::getpid()).processes[0].name);
  EXPECT_GE(after.processes[0].start_ticks, Read(::getpid()).processes[0].start_ticks);
  EXPECT_EQ(after.processes[0].start_ticks, before.processes[0].start_ticks);
}

TEST(Sampler, LeavesOutProcessesThatAreGone) {
  Child gone([] {});
  Child zombie([] {});
  Child child([] {});
  const std::array pids = {gone.pid(), zombie.pid(), child.pid()};
  ASSERT_THAT(MakeSampler()->Read(pids, false)->processes, SizeIs(3));
  gone.Kill();
  zombie.KillOnly();
  const auto sample = MakeSampler()->Read(pids, true);
  ASSERT_TRUE(sample);
  ASSERT_THAT(sample->processes, SizeIs(1));
  EXPECT_EQ(sample->processes[0].pid, child.pid());
}

TEST(Sampler, FailsWhenNoProcessIsLeft) {
  Child child([] {});
  const std::array pids = {child.pid()};
  child.Kill();
  const auto sample = MakeSampler()->Read(pids, false);
  ASSERT_FALSE(sample);
  EXPECT_EQ(sample.error().kind, ErrorKind::kExited);
}

TEST(Sampler, SaysWhatItMayNotRead) {
  if (::getuid() != 0) GTEST_SKIP() << "only root can become another user";
  const Child child([] {});
  ASSERT_EQ(::seteuid(65534), 0);
  const auto sample = MakeSampler()->Read(std::array{child.pid()}, false);
  ASSERT_EQ(::seteuid(0), 0);
  ASSERT_FALSE(sample);
  EXPECT_EQ(sample.error().kind, ErrorKind::kPermission);
  EXPECT_EQ(sample.error().fault, Fault::kSampler);
  EXPECT_THAT(sample.error().message, HasSubstr("process " + std::to_string(child.pid()) + " ("));
  EXPECT_THAT(sample.error().message, HasSubstr("as root"));
}

TEST(FakeSampler, PlaysItsScriptAndRepeatsTheEnd) {
  FakeSampler fake = FakeSampler::Holding({100, 200});
  EXPECT_EQ(fake.Read({}, false)->Memory().Held(), 100);
  EXPECT_EQ(fake.Read({}, true)->Memory().Held(), 200);
  EXPECT_EQ(fake.Read({}, false)->Memory().Held(), 200);
  EXPECT_EQ(fake.mappings_asked(), 1);
}

}  // namespace
}  // namespace seep
