#include "heap/reader/heap_meter.h"

#include <gmock/gmock.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <filesystem>
#include <optional>

#include "heap/reader/fake_target.h"
#include "heap/reader/probe.h"
#include "heap/reader/process_sleeps.h"
#include "heap/reader/shared_heap_meter.h"
#include "heap/reader/temporary_folder.h"

namespace seep {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

constexpr char kLibrary[] = "/opt/libseep_heap.so";
constexpr char kSleeper[] = SLEEPER_FOLDER "/sleeper";

// A pid that was a process's and is nobody's now.
pid_t EndedPid() {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ::waitpid(child, nullptr, 0);
  return child;
}

TEST(FindHeapLibrary, LooksBesideTheProgramAndWhereItIsInstalled) {
  TemporaryFolder folder;
  std::filesystem::create_directories(folder.Path() + "/bin");
  std::filesystem::create_directories(folder.Path() + "/lib/seep");
  const std::string bin = folder.Path() + "/bin/";
  ASSERT_FALSE(FindHeapLibrary(bin));
  EXPECT_EQ(FindHeapLibrary(bin).error().kind, ErrorKind::kNotFound);
  const std::string installed = folder.Write("lib/seep/libseep_heap.so", "");
  EXPECT_EQ(FindHeapLibrary(bin).value_or(""), std::filesystem::canonical(installed));
  const std::string beside = folder.Write("bin/libseep_heap.so", "");
  EXPECT_EQ(FindHeapLibrary(bin).value_or(""), std::filesystem::canonical(beside));
}

TEST(FindHeapLibrary, RefusesAPathThatCannotStandInAList) {
  TemporaryFolder folder;
  std::filesystem::create_directory(folder.Path() + "/my programs");
  folder.Write("my programs/libseep_heap.so", "");
  const auto library = FindHeapLibrary(folder.Path() + "/my programs/");
  ASSERT_FALSE(library);
  EXPECT_EQ(library.error().kind, ErrorKind::kUnsupported);
}

class HeapMeterTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto file = RegionFile::Create(std::vector<std::string>{::testing::TempDir()});
    ASSERT_TRUE(file) << file.error().message;
    meter_ = MakeSharedHeapMeter(std::move(*file), kLibrary);
    target_.emplace(meter_->Path());
    other_.emplace(kSleeper, std::vector<std::string>{"map", meter_->Path()});
  }

  HeapCounts ReadOwn() { return meter_->Read(std::vector{pid_}); }

  const pid_t pid_ = ::getpid();  // a living process, which maps the shared memory
  std::unique_ptr<HeapMeter> meter_;
  std::optional<FakeTarget> target_;
  std::optional<Probe> other_;  // another that maps it
};

TEST_F(HeapMeterTest, PreloadsTheLibraryBeforeWhatTheUserHasThere) {
  const char* inherited = ::getenv("LD_PRELOAD");
  const std::string before = inherited ? inherited : "";
  ::unsetenv("LD_PRELOAD");
  EXPECT_THAT(meter_->Environment(),
              ElementsAre(Pair("LD_PRELOAD", kLibrary), Pair("SEEP_HEAP_REGION", meter_->Path())));
  ::setenv("LD_PRELOAD", "/usr/lib/other.so", 1);
  EXPECT_THAT(meter_->Environment()[0].second, std::string(kLibrary) + ":/usr/lib/other.so");
  before.empty() ? ::unsetenv("LD_PRELOAD") : ::setenv("LD_PRELOAD", before.c_str(), 1);
}

TEST_F(HeapMeterTest, SumsTheThreadsOfAProcessByClass) {
  Allocate(target_->Own(3, pid_, 11), 32, 5);
  Allocate(target_->Own(900, pid_, 12), 32, 2);
  Allocate(target_->Own(901, pid_, 0), 5000, 1);  // of a thread that has ended
  Free(target_->Slot(900), 32, 3);
  const HeapCounts counts = ReadOwn();
  ASSERT_THAT(counts.classes, SizeIs(2));
  const HeapClass& small = counts.classes[0];
  EXPECT_EQ(small.index, heap::ClassOf(32));
  EXPECT_EQ(small.usable_bytes_max, 32);
  EXPECT_EQ(small.blocks, 4);
  EXPECT_EQ(small.usable_bytes, 128);
  EXPECT_EQ(small.allocations, 7);
  EXPECT_EQ(small.requested_bytes, 224);
  EXPECT_EQ(counts.classes[1].blocks, 1);
  EXPECT_EQ(counts.blocks, 5);
  EXPECT_EQ(counts.usable_bytes, 5128);
  EXPECT_EQ(counts.allocations, 8);
  EXPECT_EQ(counts.processes, 1);
  EXPECT_TRUE(counts.Complete()) << counts.unseen;
}

TEST_F(HeapMeterTest, SumsProcesses) {
  const pid_t child = other_->Pid();
  Allocate(target_->Own(0, pid_), 32, 2);
  Free(target_->Own(1, child), 32, 1);  // a child that frees what it has from its parent
  Allocate(target_->Slot(1), 64, 1);
  const HeapCounts counts = meter_->Read(std::vector{pid_, child});
  EXPECT_EQ(counts.blocks, 2);
  EXPECT_EQ(counts.classes[0].blocks, 1);
  EXPECT_EQ(counts.processes, 2);
}

TEST_F(HeapMeterTest, CountsOnlyTheProcessesAskedFor) {
  Allocate(target_->Own(0, pid_), 32);
  Allocate(target_->Own(1, other_->Pid()), 32);
  EXPECT_EQ(ReadOwn().blocks, 1);
  EXPECT_EQ(heap::PidOf(target_->Region().owners[1]), static_cast<uint32_t>(other_->Pid()))
      << "it lives: its slot stays";
}

TEST_F(HeapMeterTest, FreesTheSlotsOfProcessesThatAreGone) {
  const pid_t ended = EndedPid();
  target_->Region().attention.store(heap::kFollowBlocks);
  target_->Own(0, ended, 4).attention.store(heap::kFollowBlocks);
  target_->Own(1, ended, 5).mappings.mmaps = 9;
  Allocate(target_->Slot(0), 32, 5);
  Allocate(target_->Own(2, pid_), 32);
  EXPECT_EQ(ReadOwn().blocks, 1);
  EXPECT_EQ(target_->Region().owners[0].load(), 0u);
  EXPECT_EQ(target_->Region().owners[1].load(), 0u);
  EXPECT_NE(target_->Region().owners[2].load(), 0u);
  EXPECT_EQ(target_->Slot(0).classes[heap::ClassOf(32)].allocations, 0);
  EXPECT_EQ(target_->Slot(0).attention.load(), 0u);
  EXPECT_EQ(target_->Slot(1).mappings.mmaps, 0);
}

TEST_F(HeapMeterTest, ForgetsWhatAProcessCountedBeforeItBecameAnotherProgram) {
  const Probe other("/usr/bin/env", {"-i", kSleeper});
  while (!ProcessSleeps(other.Pid())) {
  }
  Allocate(target_->Own(0, other.Pid()), 32, 7);  // as env
  Allocate(target_->Own(1, pid_), 32);
  for (int i = 0; i < 2; ++i) {
    const HeapCounts counts = meter_->Read(std::vector{pid_, other.Pid()});
    EXPECT_EQ(counts.blocks, 1);
    EXPECT_EQ(counts.processes, 1);
    EXPECT_EQ(counts.processes_unseen, 1);
    EXPECT_THAT(counts.unseen, HasSubstr("LD_PRELOAD"));
  }
  EXPECT_EQ(target_->Region().owners[0].load(), 0u);
}

TEST_F(HeapMeterTest, LeavesASlotAloneThatIsBeingEmptied) {
  target_->Region().owners[0].store(heap::kEmptying);
  Allocate(target_->Slot(0), 32);
  EXPECT_EQ(ReadOwn().blocks, 0);
  EXPECT_EQ(target_->Region().owners[0].load(), heap::kEmptying);
}

TEST_F(HeapMeterTest, CountsMappedMemory) {
  target_->Own(0, pid_).mappings = {
      .mapped_bytes = 8192, .mmaps = 3, .munmaps = 1, .brk_bytes = 4096};
  EXPECT_EQ(ReadOwn().mapped_bytes, 12288);
}

TEST_F(HeapMeterTest, IsIncompleteWhenThreadsFoundNoSlot) {
  Allocate(target_->Own(0, pid_), 32);
  EXPECT_TRUE(ReadOwn().Complete());
  target_->Region().threads_lost.store(2);
  EXPECT_EQ(ReadOwn().threads_lost, 2u);
  EXPECT_FALSE(ReadOwn().Complete());
}

TEST_F(HeapMeterTest, SurvivesGarbageInTheCounters) {
  for (size_t i = 0; i < heap::kSlots; ++i) {
    target_->Own(i, pid_).classes[5] = {INT64_MAX, INT64_MIN, INT64_MAX, INT64_MAX};
  }
  EXPECT_THAT(ReadOwn().classes, SizeIs(1));
  for (size_t i = 0; i < heap::kSlots; ++i)
    target_->Region().owners[i].store(i * 0x9E3779B97F4A7C15);
  EXPECT_THAT(ReadOwn().classes, IsEmpty());
}

TEST_F(HeapMeterTest, ASitePassTellsTheTargetWhatToFollow) {
  target_->Own(7, pid_);
  ASSERT_TRUE(meter_->BeginSitePass(std::vector<size_t>{3, 64, heap::kClassCount - 1}, 1));
  const heap::Region& region = target_->Region();
  EXPECT_EQ(region.attention.load(), heap::kFollowBlocks);
  EXPECT_EQ(target_->Slot(7).attention.load(), heap::kFollowBlocks);
  EXPECT_EQ(region.pass.load(), 1u);
  EXPECT_EQ(region.round.load(), 1u);
  EXPECT_EQ(region.tables.load(), 5u) << "four more than processes";
  EXPECT_EQ(region.class_mask[0].load(), uint64_t{1} << 3);
  EXPECT_EQ(region.class_mask[1].load(), 1u);
  EXPECT_EQ(region.class_mask[(heap::kClassCount - 1) / 64].load(),
            uint64_t{1} << (heap::kClassCount - 1) % 64);
  meter_->BeginRound(4);
  EXPECT_EQ(region.round.load(), 4u);
}

TEST_F(HeapMeterTest, TheEndOfASitePassTakesItAllBack) {
  target_->Own(7, pid_).attention.store(heap::kTrim);
  ASSERT_TRUE(meter_->BeginSitePass(std::vector<size_t>{3}, 1));
  meter_->EndSitePass();
  EXPECT_EQ(target_->Region().attention.load(), 0u);
  EXPECT_EQ(target_->Slot(7).attention.load(), heap::kTrim) << "which is another matter";
  EXPECT_EQ(target_->Region().tables.load(), 0u);
  EXPECT_EQ(target_->Region().class_mask[0].load(), 0u);
  EXPECT_THAT(meter_->TakeCensus(std::vector{pid_}).processes, IsEmpty());
}

TEST_F(HeapMeterTest, ASecondSitePassBeginsAnew) {
  ASSERT_TRUE(meter_->BeginSitePass(std::vector<size_t>{3}, 1));
  meter_->BeginRound(9);
  target_->Region().processes_lost.store(3);
  WriteSite(target_->OwnTable(0, pid_), 0, {0x1000});
  WriteBlock(target_->Table(0), 0, {.address = 0x5000, .bytes = 8});
  ASSERT_TRUE(meter_->BeginSitePass(std::vector<size_t>{4}, 1));
  EXPECT_EQ(target_->Region().pass.load(), 2u);
  EXPECT_EQ(target_->Region().round.load(), 1u);
  EXPECT_EQ(target_->Region().class_mask[0].load(), uint64_t{1} << 4);
  EXPECT_EQ(target_->Table(0).owner.load(), 0u);
  EXPECT_EQ(target_->Table(0).blocks[0].address.load(), 0u);
  EXPECT_EQ(meter_->TakeCensus(std::vector{pid_}).processes_lost, 0u);
}

TEST_F(HeapMeterTest, ACensusHasTheProcessesAskedForAndFreesTheTablesOfTheDead) {
  ASSERT_TRUE(meter_->BeginSitePass(std::vector<size_t>{3}, 3));
  for (const auto& [index, pid] : {std::pair{0, pid_}, {1, other_->Pid()}, {2, EndedPid()}}) {
    WriteSite(target_->OwnTable(static_cast<size_t>(index), pid), 0, {0x1000});
    WriteBlock(target_->Table(static_cast<size_t>(index)), 5, {.address = 0x5000, .bytes = 8});
  }
  target_->Table(2).weight_shift.store(2);
  const Census census = meter_->TakeCensus(std::vector{pid_});
  EXPECT_THAT(census.processes, ElementsAre(pid_));
  EXPECT_THAT(census.entries, SizeIs(1));
  EXPECT_EQ(target_->Table(2).owner.load(), 0u);
  EXPECT_EQ(target_->Table(2).sites[0].hash.load(), 0u);
  EXPECT_EQ(target_->Table(2).blocks[5].address.load(), 0u);
  EXPECT_EQ(target_->Table(2).weight_shift.load(), 0u);
  EXPECT_NE(target_->Table(1).owner.load(), 0u) << "it lives";
}

TEST_F(HeapMeterTest, ACensusLeavesOutTablesOfAnOlderPass) {
  ASSERT_TRUE(meter_->BeginSitePass(std::vector<size_t>{3}, 3));
  WriteSite(target_->OwnTable(0, pid_), 0, {0x1000});
  target_->Table(0).owner.store(heap::MakeOwner(static_cast<uint32_t>(pid_), 0));
  EXPECT_THAT(meter_->TakeCensus(std::vector{pid_}).processes, IsEmpty());
}

TEST_F(HeapMeterTest, AsksEverySlotThatIsInUseToTrim) {
  target_->Own(1, pid_);
  target_->Region().trimmed.store(5);
  meter_->RequestTrim();
  EXPECT_EQ(target_->Region().trim.load(), 1u);
  EXPECT_EQ(target_->Slot(1).attention.load(), heap::kTrim);
  EXPECT_EQ(target_->Slot(2).attention.load(), 0u);
  EXPECT_EQ(meter_->Trimmed(), 0u);
  target_->Region().trimmed.store(2);
  EXPECT_EQ(meter_->Trimmed(), 2u);
}

}  // namespace
}  // namespace seep
