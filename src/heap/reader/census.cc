#include "heap/reader/census.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>
#include <vector>

namespace seep {
namespace {

constexpr uint32_t kWeightShiftMax = 31;

template <class T>
T Load(T& field) {  // that a thread of the target may be writing to
  return std::atomic_ref(field).load(std::memory_order_relaxed);
}

// What one site still holds, by round of birth: [round - 1].
using Cohorts = std::vector<Cohort>;

struct Followed {
  uint32_t site = 0;  // index
  uint32_t round = 0;
  double weight = 0;
  double bytes = 0;
};

// False for an entry that is free, is being written, or makes no sense.
bool ReadBlock(heap::Block& block, uint32_t rounds, Followed& followed) {
  if (block.address.load(std::memory_order_acquire) <= heap::kFreedBlock) return false;
  const uint32_t site = block.site.load(std::memory_order_acquire);
  followed.round = Load(block.round);
  const uint32_t shift = Load(block.weight_shift);
  if (site == 0 || site > heap::kSites || followed.round == 0 || followed.round > rounds ||
      shift > kWeightShiftMax) {
    return false;
  }
  followed.site = site - 1;
  followed.weight = std::ldexp(1.0, static_cast<int>(shift));
  followed.bytes = followed.weight * static_cast<double>(Load(block.requested_bytes));
  return true;
}

CensusEntry ReadSite(heap::Site& site) {
  CensusEntry entry;
  const size_t depth = std::min<size_t>(site.depth.load(std::memory_order_acquire), heap::kFrames);
  for (size_t i = 0; i < depth; ++i) entry.stack.push_back(Load(site.frames[i]));
  entry.births = static_cast<double>(site.births.load(std::memory_order_relaxed));
  return entry;
}

void AddSurvivors(const Cohorts& cohorts, CensusEntry& entry) {
  for (const Cohort& cohort : cohorts) {
    if (cohort.blocks == 0) continue;
    entry.blocks += cohort.blocks;
    entry.bytes += cohort.bytes;
    entry.cohorts.push_back(cohort);
  }
}

}  // namespace

void AddTable(heap::SiteTable& table, pid_t pid, uint32_t rounds, Census& census) {
  std::vector<Cohorts> survivors(heap::kSites);
  uint32_t shift = table.weight_shift.load(std::memory_order_relaxed);
  for (heap::Block& block : table.blocks) {
    Followed followed;
    if (!ReadBlock(block, rounds, followed)) continue;
    Cohorts& cohorts = survivors[followed.site];
    for (auto round = static_cast<uint32_t>(cohorts.size()); round < followed.round; ++round) {
      cohorts.push_back({.round = round + 1});
    }
    cohorts[followed.round - 1].blocks += followed.weight;
    cohorts[followed.round - 1].bytes += followed.bytes;
  }
  for (size_t i = 0; i < heap::kSites; ++i) {
    if (survivors[i].empty()) continue;
    CensusEntry entry = ReadSite(table.sites[i]);
    if (entry.stack.empty()) continue;
    entry.process = census.processes.size();
    AddSurvivors(survivors[i], entry);
    census.entries.push_back(std::move(entry));
  }
  shift = std::min(shift, kWeightShiftMax);
  census.sampled_one_in = std::max(census.sampled_one_in, uint64_t{1} << shift);
  census.blocks_lost += table.blocks_lost.load(std::memory_order_relaxed) +
                        table.sites_lost.load(std::memory_order_relaxed);
  census.processes.push_back(pid);
}

void FreeTable(heap::SiteTable& table) {
  uint64_t owner = table.owner.load();
  if (owner == heap::kEmptying || !table.owner.compare_exchange_strong(owner, heap::kEmptying)) {
    return;  // a process that looks for a table was faster
  }
  std::memset(static_cast<void*>(table.sites), 0, sizeof table.sites);
  std::memset(static_cast<void*>(table.blocks), 0, sizeof table.blocks);
  table.weight_shift.store(0, std::memory_order_relaxed);
  table.blocks_lost.store(0, std::memory_order_relaxed);
  table.sites_lost.store(0, std::memory_order_relaxed);
  table.owner.store(0, std::memory_order_release);
}

}  // namespace seep
