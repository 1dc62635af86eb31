#include "heap/interpose/follow.h"

#include <bit>

#include "heap/interpose/site_table.h"
#include "heap/interpose/stack.h"
#include "heap/interpose/state.h"

namespace seep::heap {
namespace {

constexpr uint32_t kWeightShiftMax = 16;

bool IsFollowed(size_t usable) {
  const Region& region = *state.region.load(std::memory_order_relaxed);
  const size_t index = ClassOf(usable);
  return (region.class_mask[index / 64].load(std::memory_order_relaxed) >> index % 64 & 1) != 0;
}

// xorshift64: any bits will do that do not depend on what the program does.
uint64_t Random() {
  uint64_t bits = thread.random;
  if (bits == 0) bits = reinterpret_cast<uintptr_t>(&thread) * 0x9E3779B97F4A7C15 | 1;
  bits ^= bits << 13;
  bits ^= bits >> 7;
  bits ^= bits << 17;
  thread.random = bits;
  return bits >> 24;
}

bool IsChosen(uint32_t weight_shift) {
  return (Random() & ((uint64_t{1} << weight_shift) - 1)) == 0;
}

size_t Place(uint64_t hash, size_t step, size_t size) { return (hash + step) & (size - 1); }

uint64_t HashOfAddress(uint64_t address) { return (address >> 4) * 0x9E3779B97F4A7C15 >> 40; }

// Index + 1 of the stack's site; 0 when there is no room.
uint32_t FindSite(SiteTable& table, const Stack& stack) {
  for (size_t step = 0; step < kProbes; ++step) {
    const size_t index = Place(stack.hash, step, kSites);
    Site& site = table.sites[index];
    uint64_t hash = site.hash.load();
    if (hash == 0 && site.hash.compare_exchange_strong(hash, stack.hash)) {
      for (uint32_t frame = 0; frame < stack.depth; ++frame)
        site.frames[frame] = stack.frames[frame];
      site.depth.store(stack.depth);
      hash = stack.hash;
    }
    if (hash == stack.hash) return static_cast<uint32_t>(index + 1);
  }
  return 0;
}

Block* FindBlock(SiteTable& table, uint64_t address) {
  const uint64_t hash = HashOfAddress(address);
  for (size_t step = 0; step < kProbes; ++step) {
    Block& block = table.blocks[Place(hash, step, kBlocks)];
    const uint64_t there = block.address.load(std::memory_order_acquire);
    if (there == address) return &block;
    if (there == 0)
      return nullptr;  // entries are never unused again: none of this hash lies behind
  }
  return nullptr;
}

// An entry for the address, its `site` 0: the first that is free or was freed. One that has the
// address already is of a block whose end we have not seen.
Block* TakeBlock(SiteTable& table, uint64_t address) {
  Block* taken = FindBlock(table, address);
  const uint64_t hash = HashOfAddress(address);
  for (size_t step = 0; step < kProbes && taken == nullptr; ++step) {
    Block& block = table.blocks[Place(hash, step, kBlocks)];
    uint64_t there = block.address.load(std::memory_order_relaxed);
    if (there <= kFreedBlock && block.address.compare_exchange_strong(there, address))
      taken = &block;
  }
  if (taken != nullptr) taken->site.store(0);
  return taken;
}

bool Remember(SiteTable& table, const void* block, const Followed& followed) {
  Block* const entry = TakeBlock(table, reinterpret_cast<uint64_t>(block));
  if (entry == nullptr) return false;
  entry->requested_bytes = followed.requested_bytes;
  entry->round = followed.round;
  entry->usable_bytes = followed.usable_bytes;
  std::atomic_ref(entry->weight_shift).store(followed.weight_shift, std::memory_order_relaxed);
  entry->site.store(followed.site, std::memory_order_release);
  return true;
}

// Every second block of those there is dropped, and the others stand for twice as many: the table
// goes on taking in new blocks, and the sums stay what they were, on average. A block that is freed
// or comes in meanwhile keeps a weight of its own.
void Thin(SiteTable& table, uint32_t weight_shift) {
  for (Block& block : table.blocks) {
    uint64_t address = block.address.load(std::memory_order_acquire);
    if (address <= kFreedBlock || block.site.load(std::memory_order_acquire) == 0) continue;
    std::atomic_ref weight(block.weight_shift);
    const uint32_t weight_before = weight.load(std::memory_order_relaxed);
    if (weight_before >= weight_shift) continue;
    if (IsChosen(1)) {
      block.address.compare_exchange_strong(address, kFreedBlock);
    } else {
      weight.store(weight_before + 1, std::memory_order_relaxed);
    }
  }
}

void MakeRoom(SiteTable& table, uint32_t weight_shift) {
  if (weight_shift >= kWeightShiftMax || state.thinning.exchange(true)) return;
  if (table.weight_shift.compare_exchange_strong(weight_shift, weight_shift + 1))
    Thin(table, weight_shift + 1);
  state.thinning.store(false);
}

}  // namespace

void FollowBirth(const void* block, size_t requested, size_t usable, const void* caller) noexcept {
  if (!state.constructed || !IsFollowed(usable)) return;
  SiteTable* const table = OwnTable();
  if (table == nullptr) return;
  Followed followed{
      .requested_bytes = requested,
      .usable_bytes = static_cast<uint32_t>(usable < UINT32_MAX ? usable : UINT32_MAX),
      .round = state.region.load()->round.load(),
      .weight_shift = table->weight_shift.load()};
  if (!IsChosen(followed.weight_shift)) return;
  Stack stack;
  TakeStack(caller, stack);
  followed.site = FindSite(*table, stack);
  if (followed.site == 0) {
    table->sites_lost.fetch_add(1);
  } else if (Remember(*table, block, followed)) {
    table->sites[followed.site - 1].births.fetch_add(uint64_t{1} << followed.weight_shift);
  } else {
    table->blocks_lost.fetch_add(1);
    MakeRoom(*table, followed.weight_shift);
  }
}

Followed ForgetBlock(const void* block, size_t usable) noexcept {
  if (!IsFollowed(usable)) return {};
  SiteTable* const table = ClaimedTable();
  if (table == nullptr) return {};
  auto address = reinterpret_cast<uint64_t>(block);
  Block* const entry = FindBlock(*table, address);
  if (entry == nullptr) return {};
  const Followed followed{.requested_bytes = entry->requested_bytes,
                          .usable_bytes = entry->usable_bytes,
                          .site = entry->site.load(),
                          .round = entry->round,
                          .weight_shift = std::atomic_ref(entry->weight_shift).load()};
  entry->address.compare_exchange_strong(address, kFreedBlock);
  return followed;
}

void RestoreBlock(const void* block, const Followed& followed) noexcept {
  SiteTable* const table = followed.site != 0 ? ClaimedTable() : nullptr;
  if (table != nullptr && !Remember(*table, block, followed)) table->blocks_lost.fetch_add(1);
}

}  // namespace seep::heap
