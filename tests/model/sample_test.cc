#include "model/sample.h"

#include <gtest/gtest.h>

#include "model/run_result.h"

namespace seep {
namespace {

TEST(Sample, SumsOverTheProcesses) {
  Sample sample;
  sample.processes.resize(2);
  sample.processes[0].memory.anonymous = 100;
  sample.processes[0].memory.swap = 20;
  sample.processes[1].memory.anonymous = 50;
  sample.processes[1].memory.lazy_free = 30;
  sample.processes[0].descriptors = {.files = 1, .sockets = 2, .pipes = 3, .other = 4};
  sample.processes[1].descriptors.sockets = 5;
  sample.processes[1].threads = 7;
  EXPECT_EQ(sample.Memory().Held(), 140) << "Anonymous + Swap - LazyFree";
  EXPECT_EQ(sample.Descriptors().Total(), 15);
  EXPECT_DOUBLE_EQ(Read(Meter::kHeldBytes, sample), 140);
  EXPECT_DOUBLE_EQ(Read(Meter::kDescriptors, sample), 15);
  EXPECT_DOUBLE_EQ(Read(Meter::kThreads, sample), 7);
}

TEST(Sample, CountsThePagesOfARuntimesHeapOnce) {
  Sample sample;
  sample.processes.resize(1);
  sample.processes[0].memory.anonymous = 100;
  sample.runtime = RuntimeHeap{};
  EXPECT_DOUBLE_EQ(Read(Meter::kHeldBytes, sample), 100);
  sample.runtime->page_bytes = 60;
  EXPECT_DOUBLE_EQ(Read(Meter::kHeldBytes, sample), 40);
  EXPECT_EQ(sample.Memory().Held(), 100);
}

TEST(LoadResult, AddsUp) {
  LoadResult a, b;
  a.requests = 1;
  b.requests = 2;
  b.errors[static_cast<size_t>(LoadError::kReset)] = 2;
  b.error_example = "reset";
  b.error_examples[static_cast<size_t>(LoadError::kReset)] = "reset";
  a.error_examples[static_cast<size_t>(LoadError::kTimeout)] = "timeout";
  b.error_examples[static_cast<size_t>(LoadError::kTimeout)] = "another";
  a.connections_peak = 4;
  b.connections_peak = 3;
  a.Add(b);
  EXPECT_EQ(a.requests, 3u);
  EXPECT_EQ(a.ErrorCount(), 2u);
  EXPECT_EQ(a.ErrorCount(LoadError::kReset), 2u);
  EXPECT_EQ(a.error_example, "reset");
  EXPECT_EQ(a.error_examples[static_cast<size_t>(LoadError::kReset)], "reset");
  EXPECT_EQ(a.error_examples[static_cast<size_t>(LoadError::kTimeout)], "timeout") << "the first";
  EXPECT_EQ(a.connections_peak, 4u);
}

}  // namespace
}  // namespace seep
