#include "runtime/jvm/jvm_heap.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "runtime/jvm/jvm_attach.h"
#include "runtime/jvm/jvm_heap_range.h"
#include "sample/proc_process.h"

namespace seep {
namespace {

// The first collection finds what finalizers and cleaners have to see; it is gone at the second,
// when their threads have had the time. 4,000 cleaners need 5 ms; without a pause some hundreds of
// KiB of them were left over in some readings and not in others.
constexpr milliseconds kCleaners{10};

// The Serial collector closes gaps at every fourth collection only (MarkSweepAlwaysCompactCount),
// and else leaves up to 5 % of the old generation in them, as int[] before JDK 19: 7 MB of 100 in
// a cache that changes 2 % of its entries a reading. GC.run is one of the four.
constexpr int kHistogramsUntilCompact = 3;

// A collection of the whole heap shrinks it, and the requests after it take the pages anew, which
// costs a server answers. Left to itself, a JVM hardly ever collects so. (java(1), a manageable
// flag)
void KeepSize(const JvmProcess& jvm, std::string_view flags, milliseconds patience) {
  constexpr std::string_view kFlag = "MaxHeapFreeRatio";
  if (flags.find(kFlag) != std::string_view::npos) return;  // the user's
  (void)AskJvm(jvm, fmt::format("VM.set_flag {} 100", kFlag), patience);
}

int64_t IntArrayBytes(const JvmHistogram& histogram) {
  const auto found = histogram.classes.find("int[]");
  return found == histogram.classes.end() ? 0 : found->second.bytes;
}

milliseconds Left(TimePoint end) {
  const auto left = std::chrono::duration_cast<milliseconds>(end - Clock::now());
  return std::max(left, milliseconds(0));
}

Result<JvmHistogram> AskHistogram(const JvmProcess& jvm, TimePoint end) {
  const auto answer = AskJvm(jvm, "GC.class_histogram", Left(end));
  if (!answer) return tl::unexpected(answer.error());
  auto histogram = ParseJvmHistogram(*answer);
  if (histogram) return std::move(*histogram);
  return Fail(
      ErrorKind::kProtocol, Fault::kTarget,
      fmt::format("the JVM (pid {}) answered GC.class_histogram with something else", jvm.pid));
}

}  // namespace

Result<std::unique_ptr<JvmHeap>> JvmHeap::Open(pid_t pid, milliseconds patience) {
  auto process = FindJvm(pid);
  if (!process) return tl::unexpected(std::move(process.error()));
  if (!*process) return nullptr;
  return Open(std::move(**process), patience);
}

Result<std::unique_ptr<JvmHeap>> JvmHeap::Open(JvmProcess process, milliseconds patience) {
  const auto flags = AskJvm(process, "VM.flags", patience);
  if (!flags) return tl::unexpected(flags.error());
  const bool serial = flags->find("-XX:+UseSerialGC") != std::string::npos;
  KeepSize(process, *flags, patience);
  // Without it, its pages are judged with all others.
  const auto info = AskJvm(process, "GC.heap_info", patience);
  const auto range = info ? ParseJvmHeapRange(*info) : std::nullopt;
  return std::unique_ptr<JvmHeap>(new JvmHeap(std::move(process), serial, range));
}

Result<JvmReading> JvmHeap::Read(milliseconds patience) {
  const TimePoint begin = Clock::now();
  const TimePoint end = begin + patience;
  // Parallel leaves no gaps after this one; ZGC and Shenandoah count without collecting (JDK 17).
  const auto collected = AskJvm(process_, "GC.run", patience);
  if (!collected) return tl::unexpected(collected.error());
  std::this_thread::sleep_for(std::min(kCleaners, Left(end)));
  auto live = AskHistogram(process_, end);
  for (int i = 1; live && LeftGaps(*live) && i < kHistogramsUntilCompact; ++i) {
    auto again = AskHistogram(process_, end);
    if (!again || IntArrayBytes(*again) < IntArrayBytes(*live)) live = std::move(again);
  }
  if (!live) return tl::unexpected(std::move(live.error()));
  int_array_bytes_ = IntArrayBytes(*live);
  return JvmReading{.live = std::move(*live),
                    .page_bytes = PageBytes(),
                    .seconds = Seconds(Clock::now() - begin)};
}

int64_t JvmHeap::PageBytes() const {
  std::string smaps;
  if (!range_ || ProcProcess(process_.pid).Read("smaps", smaps) != 0) return 0;
  return HeldWithin(smaps, *range_);
}

bool JvmHeap::LeftGaps(const JvmHistogram& live) const {
  return leaves_gaps_ && (int_array_bytes_ < 0 || IntArrayBytes(live) > int_array_bytes_);
}

}  // namespace seep
