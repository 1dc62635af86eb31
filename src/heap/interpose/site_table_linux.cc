#include <signal.h>

#include <cstddef>
#include <cstring>

#include "heap/interpose/site_table.h"
#include "heap/interpose/state.h"

namespace seep::heap {
namespace {

SiteTable* TablesOf(Region& region) {
  return reinterpret_cast<SiteTable*>(reinterpret_cast<char*>(&region) + kTablesOffset);
}

// How many there are that we may touch: those mapped here, of those in the file.
uint32_t TableCount(const Region& region) {
  const uint32_t in_file = region.tables.load(std::memory_order_acquire);
  return in_file < state.tables_mapped ? in_file : state.tables_mapped;
}

void EmptyAllButOwner(SiteTable& table) {
  constexpr size_t kAfterOwner = offsetof(SiteTable, weight_shift);
  std::memset(reinterpret_cast<char*>(&table) + kAfterOwner, 0, sizeof table - kAfterOwner);
}

// A table whose owner was `owner`. Seep hands out empty ones; others hold what is of no use to
// anyone.
bool Take(SiteTable& table, uint64_t owner, uint64_t self) {
  if (owner == 0) return table.owner.compare_exchange_strong(owner, self);
  if (!table.owner.compare_exchange_strong(owner, kEmptying)) return false;
  EmptyAllButOwner(table);
  table.owner.store(self);
  return true;
}

// The lower half of a table's owner is the number of its pass.
bool IsOfOtherPass(uint64_t owner, uint32_t pass) {
  return owner != kEmptying && (owner == 0 || TidOf(owner) != pass);
}

bool IsOfDeadProcess(uint64_t owner) {
  return owner != kEmptying && owner != 0 && kill(static_cast<pid_t>(PidOf(owner)), 0) != 0 &&
         errno == ESRCH;
}

// Index + 1; 0: none.
uint32_t TakeTable(Region& region, uint64_t self) {
  SiteTable* const tables = TablesOf(region);
  const uint32_t count = TableCount(region);
  for (uint32_t index = 0; index < count; ++index) {
    const uint64_t owner = tables[index].owner.load();
    if (IsOfOtherPass(owner, TidOf(self)) && Take(tables[index], owner, self)) return index + 1;
  }
  for (uint32_t index = 0; index < count; ++index) {
    const uint64_t owner = tables[index].owner.load();
    if (IsOfDeadProcess(owner) && Take(tables[index], owner, self)) return index + 1;
  }
  return 0;
}

SiteTable* TableOf(Region& region, uint64_t claimed) {
  const uint32_t number = TidOf(claimed);
  return number != 0 ? TablesOf(region) + (number - 1) : nullptr;
}

// One thread looks; the others' blocks are not followed meanwhile.
SiteTable* Claim(Region& region, uint32_t pass) {
  if (state.claiming.exchange(true)) return nullptr;
  uint64_t claimed = state.table.load();
  if (PidOf(claimed) != pass) {
    const uint32_t number = TakeTable(region, MakeOwner(state.pid.load(), pass));
    if (number == 0) region.processes_lost.fetch_add(1);
    claimed = MakeOwner(pass, number);
    state.table.store(claimed);
  }
  state.claiming.store(false);
  return TableOf(region, claimed);
}

}  // namespace

SiteTable* ClaimedTable() noexcept {
  Region& region = *state.region.load(std::memory_order_relaxed);
  const uint64_t claimed = state.table.load(std::memory_order_acquire);
  return PidOf(claimed) == region.pass.load() ? TableOf(region, claimed) : nullptr;
}

SiteTable* OwnTable() noexcept {
  Region& region = *state.region.load(std::memory_order_relaxed);
  const uint32_t pass = region.pass.load();
  if (pass == 0) return nullptr;
  const uint64_t claimed = state.table.load(std::memory_order_acquire);
  return PidOf(claimed) == pass ? TableOf(region, claimed) : Claim(region, pass);
}

void ReleaseTables(Region& region, uint32_t pid) noexcept {
  SiteTable* const tables = TablesOf(region);
  const uint32_t count = TableCount(region);
  for (uint32_t index = 0; index < count; ++index) {
    uint64_t owner = tables[index].owner.load();
    if (PidOf(owner) == pid && owner != kEmptying) Take(tables[index], owner, 0);
  }
}

}  // namespace seep::heap
