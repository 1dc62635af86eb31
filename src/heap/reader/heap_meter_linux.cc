#include <fmt/format.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/own_file.h"
#include "heap/reader/census.h"
#include "heap/reader/heap_meter.h"
#include "heap/reader/shared_heap_meter.h"
#include "heap/reader/slots.h"
#include "heap/reader/unseen.h"

namespace seep {
namespace {

constexpr char kLibraryName[] = "libseep_heap.so";
constexpr size_t kSpareTables = 4;  // for processes that are started during the site pass

std::vector<HeapClass> UsedClasses(const SlotSums& sums) {
  std::vector<HeapClass> used;
  for (size_t i = 0; i < heap::kClassCount; ++i) {
    const ClassSums& sum = sums.classes[i];
    if (sum.allocations == 0 && sum.frees == 0) continue;
    used.push_back({.index = i,
                    .usable_bytes_max = static_cast<int64_t>(heap::ClassBytesMax(i)),
                    .blocks = static_cast<int64_t>(sum.allocations - sum.frees),
                    .usable_bytes = static_cast<int64_t>(sum.UsableBytes(i)),
                    .allocations = static_cast<int64_t>(sum.allocations),
                    .requested_bytes = static_cast<int64_t>(sum.requested_bytes)});
  }
  return used;
}

// Sums in uint64_t, which wraps where garbage in the region would overflow.
void SumClasses(const SlotSums& sums, HeapCounts& counts) {
  ClassSums all;
  uint64_t usable_bytes = 0;
  for (size_t i = 0; i < heap::kClassCount; ++i) {
    const ClassSums& sum = sums.classes[i];
    all.allocations += sum.allocations;
    all.frees += sum.frees;
    usable_bytes += sum.UsableBytes(i);
  }
  counts.blocks = static_cast<int64_t>(all.allocations - all.frees);
  counts.usable_bytes = static_cast<int64_t>(usable_bytes);
  counts.allocations = static_cast<int64_t>(all.allocations);
  counts.mapped_bytes = static_cast<int64_t>(sums.mapped_bytes);
}

class SharedHeapMeter final : public HeapMeter {
 public:
  SharedHeapMeter(std::unique_ptr<RegionFile> file, std::string library)
      : file_(std::move(file)), library_(std::move(library)), unseen_(library_, file_->Path()) {}

  const std::string& Path() const override { return file_->Path(); }
  std::vector<std::pair<std::string, std::string>> Environment() const override;
  HeapCounts Read(std::span<const pid_t> pids) override;
  Result<> BeginSitePass(std::span<const size_t> classes, size_t processes) override;
  void BeginRound(uint32_t round) override;
  Census TakeCensus(std::span<const pid_t> pids) override;
  void EndSitePass() override;
  void RequestTrim() override;
  uint32_t Trimmed() const override { return file_->Header().trimmed.load(); }

 private:
  void Attend(uint32_t attention);
  void Disregard(uint32_t attention);
  void FollowClasses(std::span<const size_t> classes);

  std::unique_ptr<RegionFile> file_;
  std::string library_;
  UnseenProcesses unseen_;
  uint32_t pass_ = 0;  // ours: what stands in the region is not trusted
  uint32_t round_ = 0;
};

std::vector<std::pair<std::string, std::string>> SharedHeapMeter::Environment() const {
  std::string preload = library_;
  const char* inherited = ::getenv("LD_PRELOAD");
  if (inherited && *inherited != '\0') preload += ":" + std::string(inherited);
  return {{"LD_PRELOAD", preload}, {heap::kRegionVariable, Path()}};
}

HeapCounts SharedHeapMeter::Read(std::span<const pid_t> pids) {
  heap::Region& region = file_->Header();
  FreeSlotsOfTheDead(region, pids);
  SlotSums sums = SumSlots(region, pids);
  UnseenCount unseen = unseen_.Count(sums.processes);
  if (!unseen.outlived.empty()) {
    FreeSlotsOf(region, unseen.outlived);
    sums = SumSlots(region, pids);
  }
  HeapCounts counts;
  counts.classes = UsedClasses(sums);
  SumClasses(sums, counts);
  counts.processes = std::count_if(sums.processes.begin(), sums.processes.end(),
                                   [](const ProcessCounts& p) { return p.allocations > 0; });
  counts.processes_unseen = unseen.processes;
  counts.unseen = std::move(unseen.first);
  counts.threads_lost = region.threads_lost.load(std::memory_order_relaxed);
  return counts;
}

// The header first: a slot that is taken meanwhile begins with what stands there.
void SharedHeapMeter::Attend(uint32_t attention) {
  heap::Region& region = file_->Header();
  region.attention.fetch_or(attention);
  for (heap::Slot& slot : region.slots) slot.attention.fetch_or(attention);
}

void SharedHeapMeter::Disregard(uint32_t attention) {
  heap::Region& region = file_->Header();
  region.attention.fetch_and(~attention);
  for (heap::Slot& slot : region.slots) slot.attention.fetch_and(~attention);
}

void SharedHeapMeter::FollowClasses(std::span<const size_t> classes) {
  std::array<uint64_t, heap::kClassMaskWords> mask{};
  for (const size_t index : classes) {
    if (index < heap::kClassCount) mask[index / 64] |= uint64_t{1} << (index % 64);
  }
  for (size_t i = 0; i < mask.size(); ++i) file_->Header().class_mask[i].store(mask[i]);
}

Result<> SharedHeapMeter::BeginSitePass(std::span<const size_t> classes, size_t processes) {
  Disregard(heap::kFollowBlocks);
  heap::Region& region = file_->Header();
  region.tables.store(0);
  const auto tables = file_->MakeTables(processes + kSpareTables);
  if (!tables) return tl::unexpected(tables.error());
  FollowClasses(classes);
  region.processes_lost.store(0);
  region.tables.store(static_cast<uint32_t>(*tables));
  round_ = 1;
  region.round.store(round_);
  region.pass.store(++pass_);
  Attend(heap::kFollowBlocks);
  return {};
}

void SharedHeapMeter::BeginRound(uint32_t round) {
  round_ = round;
  file_->Header().round.store(round);
}

Census SharedHeapMeter::TakeCensus(std::span<const pid_t> pids) {
  Census census;
  for (size_t i = 0; i < file_->Tables(); ++i) {
    heap::SiteTable& table = file_->Table(i);
    const uint64_t owner = table.owner.load(std::memory_order_acquire);
    if (owner == 0 || heap::TidOf(owner) != pass_) continue;
    const auto pid = static_cast<pid_t>(heap::PidOf(owner));
    if (std::find(pids.begin(), pids.end(), pid) != pids.end()) {
      AddTable(table, pid, round_, census);
    } else if (IsGone(heap::PidOf(owner))) {
      FreeTable(table);
    }
  }
  census.processes_lost = file_->Header().processes_lost.load(std::memory_order_relaxed);
  return census;
}

void SharedHeapMeter::EndSitePass() {
  Disregard(heap::kFollowBlocks);
  file_->Header().tables.store(0);
  FollowClasses({});
  file_->DropTables();
}

void SharedHeapMeter::RequestTrim() {
  heap::Region& region = file_->Header();
  region.trimmed.store(0);
  region.trim.fetch_add(1);
  for (size_t i = 0; i < heap::kSlots; ++i) {
    if (region.owners[i].load() != 0) region.slots[i].attention.fetch_or(heap::kTrim);
  }
}

}  // namespace

Result<std::string> FindHeapLibrary(const std::string& folder) {
  auto library = FindOwnFile(folder, kLibraryName);
  if (!library) {
    return Fail(
        ErrorKind::kNotFound, Fault::kEnvironment,
        fmt::format(
            "cannot count allocations: {} is neither in {} nor in ../lib/seep relative to it",
            kLibraryName, folder));
  }
  if (library->find_first_of(" :") == std::string::npos) return std::move(*library);
  return Fail(ErrorKind::kUnsupported, Fault::kEnvironment,
              fmt::format("cannot count allocations: the loader takes no path with a space or a "
                          "colon in LD_PRELOAD, as in {}",
                          *library));
}

std::unique_ptr<HeapMeter> MakeSharedHeapMeter(std::unique_ptr<RegionFile> file,
                                               std::string library) {
  return std::make_unique<SharedHeapMeter>(std::move(file), std::move(library));
}

Result<std::unique_ptr<HeapMeter>> MakeHeapMeter() {
  auto library = FindHeapLibrary(OwnFolder());
  if (!library) return tl::unexpected(std::move(library.error()));
  auto file = RegionFile::Create(RegionFolders());
  if (!file) return tl::unexpected(std::move(file.error()));
  return MakeSharedHeapMeter(std::move(*file), std::move(*library));
}

}  // namespace seep
