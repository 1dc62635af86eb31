#include "runtime/jvm/jvm_heap.h"
#include "runtime/jvm/jvm_site_pass.h"
#include "runtime/pid_meter.h"

namespace seep {
namespace {

// A chunk of an arena (arena.hpp of OpenJDK 11 to 21: 32 KiB less 40, and 16 in front of them).
// ChunkPool keeps those that compilers have freed and gives most of them back every 5 s: 18 MB go
// and come.
constexpr int64_t kArenaChunkBytes = 32 * 1024 - 40 + 16;

Frame FrameOf(const JvmFrame& call) {
  Frame frame;
  frame.function = call.type + "." + call.method;
  frame.file = call.file;
  frame.line = call.line;
  frame.own = !call.OfRuntime();
  return frame;
}

// "static Leaky.kept, java.util.ArrayList.elementData, java.lang.Object[]".
std::string HeldBy(const JvmSite& found) {
  std::string held = found.root;
  for (const JvmHolder& holder : found.holders) {
    const bool array = holder.field == "[]";
    held += held == found.root ? " " : ", ";
    held += holder.type + (array ? "" : "." + holder.field);
  }
  return held;
}

LeakSite SiteOf(const JvmSite& found) {
  LeakSite site;
  site.type = found.type;
  site.held_by = HeldBy(found);
  for (size_t round = 0; round < found.by_round.size(); ++round) {
    const JvmClass& born = found.by_round[round];
    site.live_blocks += static_cast<double>(born.instances);
    site.live_bytes += static_cast<double>(born.bytes);
    site.cohorts.push_back({.round = static_cast<uint32_t>(round + 1),
                            .blocks = static_cast<double>(born.instances),
                            .bytes = static_cast<double>(born.bytes)});
  }
  for (const JvmFrame& call : found.stack) site.stack.push_back(FrameOf(call));
  return site;
}

class AttachedHeap final : public HeapReader {
 public:
  explicit AttachedHeap(std::unique_ptr<JvmHeap> heap) : heap_(std::move(heap)) {}

  Result<RuntimeHeap> Read(milliseconds patience) override {
    Result<JvmReading> reading = heap_->Read(patience);
    if (!reading) return tl::unexpected(reading.error());
    RuntimeHeap heap{.names = {"java"},
                     .used_bytes = reading->live.bytes,
                     .page_bytes = reading->page_bytes,
                     .pooled_block_bytes = kArenaChunkBytes,
                     .objects = reading->live.instances,
                     .goroutines = {},
                     .processes = 1,
                     .unseen = {},
                     .seconds = reading->seconds};
    if (first_.empty()) first_ = reading->live.classes;
    last_ = std::move(reading->live.classes);
    return heap;
  }

  Result<> BeginSites(milliseconds patience) override {
    auto pass = JvmSitePass::Start(heap_->process(), GrowthByClass(first_, last_), patience);
    if (!pass) return tl::unexpected(std::move(pass.error()));
    pass_ = std::move(*pass);
    return {};
  }

  Result<std::vector<LeakSite>> TakeSites(SiteMoment moment, milliseconds patience) override {
    std::vector<LeakSite> sites;
    if (pass_ == nullptr) return sites;
    if (moment != SiteMoment::kLast) {
      if (Result<> next = pass_->NextRound(patience); !next) return tl::unexpected(next.error());
      return sites;
    }
    // What waits for finalizers goes first.
    if (Result<JvmReading> cleared = heap_->Read(patience); !cleared)
      return tl::unexpected(cleared.error());
    const Result<JvmSites> found = pass_->Finish(patience);
    if (!found) return tl::unexpected(found.error());
    for (const JvmSite& site : found->sites) sites.push_back(SiteOf(site));
    return sites;
  }

  void EndSites() override { pass_.reset(); }

 private:
  std::unique_ptr<JvmHeap> heap_;
  JvmClasses first_;  // of the first reading
  JvmClasses last_;
  std::unique_ptr<JvmSitePass> pass_;  // while lines are noted
};

}  // namespace

Result<std::unique_ptr<HeapReader>> OpenJvmHeap(pid_t pid, milliseconds patience) {
  Result<std::unique_ptr<JvmHeap>> heap = JvmHeap::Open(pid, patience);
  if (!heap) return tl::unexpected(std::move(heap.error()));
  if (*heap == nullptr) return nullptr;
  return std::make_unique<AttachedHeap>(std::move(*heap));
}

}  // namespace seep
