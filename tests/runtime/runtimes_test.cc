#include "runtime/runtimes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace seep {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

class Fixed final : public RuntimeMeter {
 public:
  Fixed(std::optional<RuntimeHeap> heap, std::string why)
      : heap_(std::move(heap)), why_(std::move(why)) {}
  std::vector<std::pair<std::string, std::string>> Environment() const override {
    return {{"A", "1"}};
  }
  std::vector<std::string> Files() const override { return {"/tmp/a"}; }
  std::optional<RuntimeHeap> Read(std::span<const pid_t>) override { return heap_; }
  Result<> BeginSites(std::span<const pid_t>) override {
    return heap_ ? Result<>() : NoSites(why_);
  }
  Result<std::vector<LeakSite>> TakeSites(std::span<const pid_t>, SiteMoment) override {
    return std::vector<LeakSite>(heap_ ? 1 : 0);
  }
  void EndSites(std::span<const pid_t>) override {}

 private:
  std::optional<RuntimeHeap> heap_;
  std::string why_;
};

RuntimeHeap Python() {
  RuntimeHeap heap;
  heap.names = {"python"};
  heap.objects = 100;
  heap.processes = 2;
  heap.seconds = 0.01;
  return heap;
}

RuntimeHeap Node() {
  RuntimeHeap heap;
  heap.names = {"node"};
  heap.used_bytes = 4000;
  heap.external_bytes = 500;
  heap.processes = 1;
  heap.processes_unseen = 1;
  heap.unseen = "node (pid 7) did not answer";
  heap.seconds = 0.02;
  return heap;
}

std::unique_ptr<RuntimeMeter> Of(std::vector<std::optional<RuntimeHeap>> heaps,
                                 const std::string& why = "") {
  std::vector<std::unique_ptr<RuntimeMeter>> kinds;
  for (auto& heap : heaps) kinds.push_back(std::make_unique<Fixed>(std::move(heap), why));
  return Together(std::move(kinds));
}

TEST(Together, AddsUpWhatEachCounts) {
  const auto meter = Of({Python(), std::nullopt, Node()});
  const auto heap = meter->Read({});
  ASSERT_TRUE(heap);
  EXPECT_THAT(heap->names, ElementsAre("python", "node"));
  EXPECT_EQ(heap->used_bytes, 4000);
  EXPECT_EQ(heap->Bytes(), 4500);
  EXPECT_EQ(heap->objects, 100);
  EXPECT_EQ(heap->processes, 3);
  EXPECT_EQ(heap->unseen, "node (pid 7) did not answer");
  EXPECT_FALSE(heap->Complete());
  EXPECT_DOUBLE_EQ(heap->seconds, 0.02);
  EXPECT_THAT(meter->Environment(), SizeIs(3));
  EXPECT_THAT(meter->Files(), SizeIs(3));
}

TEST(Together, SaysNothingWhereNoneDoes) { EXPECT_FALSE(Of({std::nullopt})->Read({})); }

TEST(Together, IsAloneOnlyWhereAllAre) {
  RuntimeHeap alone = Python();
  alone.alone = true;
  EXPECT_TRUE(Of({alone})->Read({})->alone);
  EXPECT_TRUE(Of({alone, alone})->Read({})->alone);
  EXPECT_FALSE(Of({alone, Node()})->Read({})->alone);
  EXPECT_FALSE(Of({Node(), alone})->Read({})->alone);
}

TEST(Together, NotesCodeWhereOneCanAndSaysWhyNoneCan) {
  const auto one = Of({std::nullopt, Python()}, "it is too old");
  EXPECT_TRUE(one->BeginSites({}));
  EXPECT_THAT(*one->TakeSites({}, SiteMoment::kLast), SizeIs(1));
  const auto none = Of({std::nullopt}, "it is too old")->BeginSites({});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().message, "it is too old");
}

}  // namespace
}  // namespace seep
