#pragma once
// Writes into the shared memory what a target with libseep_heap.so in it would.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "base/fd.h"
#include "heap/format/region.h"

namespace seep {

class FakeTarget {
 public:
  explicit FakeTarget(const std::string& path) {
    const UniqueFd file(::open(path.c_str(), O_RDWR | O_CLOEXEC));
    void* memory =
        ::mmap(nullptr, heap::kRegionBytesMax, PROT_READ | PROT_WRITE, MAP_SHARED, file.get(), 0);
    EXPECT_NE(memory, MAP_FAILED);
    region_ = static_cast<heap::Region*>(memory);
  }
  ~FakeTarget() { ::munmap(region_, heap::kRegionBytesMax); }
  FakeTarget(const FakeTarget&) = delete;
  FakeTarget& operator=(const FakeTarget&) = delete;

  heap::Region& Region() { return *region_; }
  heap::Slot& Slot(size_t index) { return region_->slots[index]; }
  heap::SiteTable& Table(size_t index) {
    std::byte* tables = reinterpret_cast<std::byte*>(region_) + heap::kTablesOffset;
    return reinterpret_cast<heap::SiteTable*>(tables)[index];
  }

  heap::Slot& Own(size_t index, pid_t pid, uint32_t tid = 1) {
    region_->owners[index].store(heap::MakeOwner(static_cast<uint32_t>(pid), tid));
    return Slot(index);
  }
  heap::SiteTable& OwnTable(size_t index, pid_t pid) {
    const uint32_t pass = region_->pass.load();
    Table(index).owner.store(heap::MakeOwner(static_cast<uint32_t>(pid), pass));
    return Table(index);
  }

 private:
  heap::Region* region_ = nullptr;
};

inline void Allocate(heap::Slot& slot, size_t bytes, int64_t blocks = 1) {
  const size_t index = heap::ClassOf(bytes);
  heap::ClassCounts& counts = slot.classes[index];
  counts.allocations += blocks;
  counts.requested_bytes += blocks * static_cast<int64_t>(bytes);
  counts.excess_bytes += blocks * (static_cast<int64_t>(bytes) - heap::UsualBytes(index));
}

inline void Free(heap::Slot& slot, size_t bytes, int64_t blocks = 1) {
  const size_t index = heap::ClassOf(bytes);
  heap::ClassCounts& counts = slot.classes[index];
  counts.frees += blocks;
  counts.excess_bytes -= blocks * (static_cast<int64_t>(bytes) - heap::UsualBytes(index));
}

inline void WriteSite(heap::SiteTable& table, size_t index, const std::vector<uint64_t>& stack,
                      uint64_t births = 0) {
  heap::Site& site = table.sites[index];
  for (size_t i = 0; i < stack.size(); ++i) site.frames[i] = stack[i];
  site.births.store(births);
  site.hash.store(index + 1);
  site.depth.store(static_cast<uint32_t>(stack.size()));
}

// Fields as the shared memory has them; `site` is an index, and is stored plus one.
struct FakeBlock {
  uint64_t address = 0;
  uint64_t bytes = 0;
  uint32_t site = 0;
  uint32_t round = 1;
  uint32_t weight_shift = 0;
};

inline void WriteBlock(heap::SiteTable& table, size_t index, const FakeBlock& fake) {
  heap::Block& block = table.blocks[index];
  block.requested_bytes = fake.bytes;
  block.round = fake.round;
  block.usable_bytes = static_cast<uint32_t>(fake.bytes);
  block.weight_shift = fake.weight_shift;
  block.site.store(fake.site + 1);
  block.address.store(fake.address);
}

}  // namespace seep
