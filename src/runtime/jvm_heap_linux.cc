#include "runtime/jvm/jvm_heap.h"
#include "runtime/pid_meter.h"

namespace seep {
namespace {

class AttachedHeap final : public HeapReader {
 public:
  explicit AttachedHeap(std::unique_ptr<JvmHeap> heap) : heap_(std::move(heap)) {}

  Result<RuntimeHeap> Read(milliseconds patience) override {
    const Result<JvmReading> reading = heap_->Read(patience);
    if (!reading) return tl::unexpected(reading.error());
    return RuntimeHeap{.names = {"java"},
                       .used_bytes = reading->live.bytes,
                       .objects = reading->live.instances,
                       .goroutines = {},
                       .processes = 1,
                       .unseen = {},
                       .seconds = reading->seconds};
  }

  Result<> BeginSites(milliseconds) override {
    return NoSites(
        "the JVM's lines are not told yet: its classes by growth are, with jcmd PID "
        "GC.class_histogram");
  }
  Result<std::vector<LeakSite>> TakeSites(milliseconds) override { return std::vector<LeakSite>(); }
  void EndSites() override {}

 private:
  std::unique_ptr<JvmHeap> heap_;
};

}  // namespace

Result<std::unique_ptr<HeapReader>> OpenJvmHeap(pid_t pid, milliseconds patience) {
  Result<std::unique_ptr<JvmHeap>> heap = JvmHeap::Open(pid, patience);
  if (!heap) return tl::unexpected(std::move(heap.error()));
  if (*heap == nullptr) return nullptr;
  return std::make_unique<AttachedHeap>(std::move(*heap));
}

}  // namespace seep
