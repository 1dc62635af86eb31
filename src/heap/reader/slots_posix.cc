#include <signal.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <utility>

#include "heap/reader/slots.h"

namespace seep {
namespace {

// A pid and its place in the list it came from, by pid.
using PidIndex = std::vector<std::pair<uint32_t, size_t>>;

PidIndex IndexByPid(std::span<const pid_t> pids) {
  PidIndex index;
  for (size_t i = 0; i < pids.size(); ++i) index.emplace_back(static_cast<uint32_t>(pids[i]), i);
  std::sort(index.begin(), index.end());
  return index;
}

PidIndex::const_iterator Find(const PidIndex& index, uint32_t pid) {
  const auto found = std::lower_bound(index.begin(), index.end(), std::pair{pid, size_t{0}});
  return found != index.end() && found->first == pid ? found : index.end();
}

// A counter that its thread may be writing to.
uint64_t Load(int64_t& counter) {
  return static_cast<uint64_t>(std::atomic_ref(counter).load(std::memory_order_relaxed));
}

void AddSlot(heap::Slot& slot, SlotSums& sums, ProcessCounts& process) {
  ++process.slots;
  for (size_t i = 0; i < heap::kClassCount; ++i) {
    heap::ClassCounts& counts = slot.classes[i];
    ClassSums& sum = sums.classes[i];
    const uint64_t allocations = Load(counts.allocations);
    process.allocations += allocations;
    sum.allocations += allocations;
    sum.frees += Load(counts.frees);
    sum.requested_bytes += Load(counts.requested_bytes);
    sum.excess_bytes += Load(counts.excess_bytes);
  }
  const uint64_t brk_bytes = Load(slot.mappings.brk_bytes);
  sums.mapped_bytes += Load(slot.mappings.mapped_bytes) + brk_bytes;
  process.maps = process.maps || Load(slot.mappings.mmaps) != 0 || brk_bytes != 0;
}

// Leaves it alone when somebody else has taken it meanwhile.
void FreeSlot(heap::Region& region, size_t index, uint64_t owner) {
  if (!region.owners[index].compare_exchange_strong(owner, heap::kEmptying)) return;
  std::memset(static_cast<void*>(&region.slots[index]), 0, sizeof(heap::Slot));
  region.owners[index].store(0, std::memory_order_release);
}

}  // namespace

bool IsGone(uint32_t pid) {
  if (pid == 0 || pid > INT32_MAX) return true;  // garbage, which kill(2) takes for a group
  return ::kill(static_cast<pid_t>(pid), 0) != 0 && errno == ESRCH;
}

SlotSums SumSlots(heap::Region& region, std::span<const pid_t> pids) {
  SlotSums sums;
  for (const pid_t pid : pids) sums.processes.push_back({.pid = pid});
  const PidIndex index = IndexByPid(pids);
  for (size_t i = 0; i < heap::kSlots; ++i) {
    const uint64_t owner = region.owners[i].load(std::memory_order_acquire);
    if (owner == 0 || owner == heap::kEmptying) continue;
    const auto process = Find(index, heap::PidOf(owner));
    if (process == index.end()) continue;
    AddSlot(region.slots[i], sums, sums.processes[process->second]);
  }
  return sums;
}

void FreeSlotsOfTheDead(heap::Region& region, std::span<const pid_t> pids) {
  const PidIndex index = IndexByPid(pids);
  uint32_t living = 0;  // the last pid that was asked for: a process has many slots
  for (size_t i = 0; i < heap::kSlots; ++i) {
    const uint64_t owner = region.owners[i].load(std::memory_order_acquire);
    const uint32_t pid = heap::PidOf(owner);
    if (owner == 0 || owner == heap::kEmptying || pid == living) continue;
    if (Find(index, pid) != index.end() || !IsGone(pid)) {
      living = pid;
    } else {
      FreeSlot(region, i, owner);
    }
  }
}

void FreeSlotsOf(heap::Region& region, std::span<const pid_t> pids) {
  const PidIndex index = IndexByPid(pids);
  for (size_t i = 0; i < heap::kSlots; ++i) {
    const uint64_t owner = region.owners[i].load(std::memory_order_acquire);
    if (owner == 0 || owner == heap::kEmptying) continue;
    if (Find(index, heap::PidOf(owner)) != index.end()) FreeSlot(region, i, owner);
  }
}

}  // namespace seep
