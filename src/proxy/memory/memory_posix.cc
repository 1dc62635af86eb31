#include <sanitizer/asan_interface.h>
#include <sys/mman.h>

#include <algorithm>

#include "base/check.h"
#include "proxy/memory/memory.h"

namespace sluice {
namespace {

// Drawn beforehand: four exchanges' worth.
constexpr uint64_t kAhead = uint64_t{64} * 1024;
// Address space, of which nothing is resident before it is used.
constexpr size_t kSlabBytes = size_t{1} * 1024 * 1024;

size_t ClassFor(size_t bytes) {
  size_t size_class = 0;
  while (Memory::kBlockBytes[size_class] < bytes) ++size_class;
  return size_class;
}

}  // namespace

Memory::~Memory() {
  for (const Shelf& shelf : shelves_) {
    for (char* slab : shelf.slabs) {
      ASAN_UNPOISON_MEMORY_REGION(slab, kSlabBytes);
      ::munmap(slab, kSlabBytes);
    }
  }
  uint64_t held = ahead_;
  for (size_t i = 0; i < kPurposes; ++i) held += held_.bytes(static_cast<Purpose>(i));
  budget_.GiveBack(held);
}

Block Memory::Take(size_t bytes, Purpose purpose, SetAside* from) {
  CHECK(bytes <= kBlockBytesMax);
  const size_t size_class = ClassFor(bytes);
  const bool drawn = from != nullptr && from->bytes_ >= kBlockBytes[size_class];
  Block block = Hand(size_class, purpose, drawn);
  if (block && drawn) {
    from->bytes_ -= block.size();
    held_.Subtract(Purpose::kSetAside, block.size());
  }
  return block;
}

// `drawn`: the budget has been asked for it already.
Block Memory::Hand(size_t size_class, Purpose purpose, bool drawn) {
  const size_t block_bytes = kBlockBytes[size_class];
  Shelf& shelf = shelves_[size_class];
  char* data = nullptr;
  if (!shelf.warm.empty()) {
    data = shelf.warm.back();
    shelf.warm.pop_back();
    shelf.warm_min = std::min(shelf.warm_min, shelf.warm.size());
    held_.Subtract(Purpose::kSpare, block_bytes);
    if (drawn) GiveBack(block_bytes);
  } else {
    if (shelf.cold.empty() && !Extend(size_class)) return {};
    if (!drawn && !Draw(block_bytes)) return {};
    data = shelf.cold.back();
    shelf.cold.pop_back();
  }
  ASAN_UNPOISON_MEMORY_REGION(data, block_bytes);
  held_.Add(purpose, block_bytes);
  return {*this, data, static_cast<uint8_t>(size_class), purpose};
}

// Some more than is needed, so that threads do not meet at the budget with each request. Where that
// is not to be had, what lies spare is the first to go.
bool Memory::Draw(uint64_t bytes) {
  const auto have = [&](uint64_t wanted) {
    if (ahead_ < wanted && budget_.Draw(wanted - ahead_)) ahead_ = wanted;
    return ahead_ >= bytes;
  };
  if (ahead_ < bytes && !have(bytes + kAhead) && !have(bytes) && (DropSpare() == 0 || !have(bytes)))
    return false;
  ahead_ -= bytes;
  return true;
}

void Memory::GiveBack(uint64_t bytes) {
  ahead_ += bytes;
  if (ahead_ <= 2 * kAhead) return;
  budget_.GiveBack(ahead_ - kAhead);
  ahead_ = kAhead;
}

SetAside Memory::Reserve(uint64_t bytes) {
  if (!Draw(bytes)) return {};
  held_.Add(Purpose::kSetAside, bytes);
  return {*this, bytes};
}

void Memory::GiveUp(uint64_t set_aside) {
  held_.Subtract(Purpose::kSetAside, set_aside);
  GiveBack(set_aside);
}

void SetAside::Reduce(uint64_t bytes) {
  if (bytes_ <= bytes) return;
  memory_->GiveUp(bytes_ - bytes);
  bytes_ = bytes;
}

bool Memory::HasRoom(uint64_t bytes) const {
  const uint64_t used = budget_.used() - held_.bytes(Purpose::kSpare) - ahead_;
  return used <= budget_.bytes_max() && budget_.bytes_max() - used >= bytes;
}

void Memory::Put(char* data, uint8_t size_class, Purpose purpose) {
  ASAN_POISON_MEMORY_REGION(data, kBlockBytes[size_class]);
  held_.Subtract(purpose, kBlockBytes[size_class]);
  held_.Add(Purpose::kSpare, kBlockBytes[size_class]);
  shelves_[size_class].warm.push_back(data);  // has room: see Extend
}

// The lists get room for all blocks there are, so that giving one back allocates nothing.
bool Memory::Extend(size_t size_class) {
  const size_t block_bytes = kBlockBytes[size_class];
  const size_t count = kSlabBytes / block_bytes;
  Shelf& shelf = shelves_[size_class];
  const size_t all = (shelf.slabs.size() + 1) * count;
  const uint64_t list_bytes = 2 * count * sizeof(char*) + sizeof(char*);
  if (!Draw(list_bytes)) return false;
  void* slab = ::mmap(nullptr, kSlabBytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (slab == MAP_FAILED) {
    GiveBack(list_bytes);
    return false;
  }
  held_.Add(Purpose::kConnections, list_bytes);
  ::madvise(slab, kSlabBytes, MADV_NOHUGEPAGE);  // a huge page is resident as a whole
  shelf.slabs.push_back(static_cast<char*>(slab));
  shelf.warm.reserve(all);
  shelf.cold.reserve(all);
  for (size_t i = count; i-- > 0;) shelf.cold.push_back(shelf.slabs.back() + i * block_bytes);
  return true;
}

void Memory::Trim() {
  for (size_t i = 0; i < shelves_.size(); ++i) {
    Shelf& shelf = shelves_[i];
    Cool(i, (shelf.warm_min + 1) / 2);
    shelf.warm_min = shelf.warm.size();
  }
}

uint64_t Memory::DropSpare() {
  uint64_t bytes = 0;
  for (size_t i = 0; i < shelves_.size(); ++i) {
    bytes += Cool(i, shelves_[i].warm.size());
    shelves_[i].warm_min = 0;
  }
  return bytes;
}

// Those that have lain the longest are at the front.
uint64_t Memory::Cool(size_t size_class, size_t count) {
  const size_t block_bytes = kBlockBytes[size_class];
  Shelf& shelf = shelves_[size_class];
  const auto end = shelf.warm.begin() + static_cast<ptrdiff_t>(count);
  for (auto block = shelf.warm.begin(); block != end; ++block) {
    CHECK(::madvise(*block, block_bytes, MADV_DONTNEED) == 0);
    shelf.cold.push_back(*block);
  }
  shelf.warm.erase(shelf.warm.begin(), end);
  held_.Subtract(Purpose::kSpare, count * block_bytes);
  GiveBack(count * block_bytes);
  return count * block_bytes;
}

}  // namespace sluice
