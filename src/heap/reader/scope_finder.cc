#include "heap/reader/scope_finder.h"

#include <dwarf.h>

#include <algorithm>
#include <cstddef>

namespace seep {
namespace {

constexpr int kDepthMax = 64;     // of namespaces and classes, of blocks in a function
constexpr size_t kStepsBack = 8;  // over ranges that begin before an address and end before it too

bool HoldsFunctions(int tag) {
  return tag == DW_TAG_namespace || tag == DW_TAG_module || tag == DW_TAG_class_type ||
         tag == DW_TAG_structure_type || tag == DW_TAG_union_type;
}

bool IsScope(int tag) {
  return tag == DW_TAG_lexical_block || tag == DW_TAG_inlined_subroutine ||
         tag == DW_TAG_try_block || tag == DW_TAG_catch_block || tag == DW_TAG_subprogram;
}

}  // namespace

void ScopeFinder::AddRanges(Dwarf_Die die, const Dwarf_Die& unit, Ranges& ranges) {
  Dwarf_Addr base = 0;
  Dwarf_Addr low = 0;
  Dwarf_Addr high = 0;
  for (ptrdiff_t next = 0; (next = dwarf_ranges(&die, next, &base, &low, &high)) > 0;) {
    // Functions that the linker threw away begin at 0, where the ELF header is.
    if (low != 0 && low < high) ranges.push_back({low, high, die, unit});
  }
}

void ScopeFinder::AddFunctions(Dwarf_Die* parent, const Dwarf_Die& unit, int depth,
                               Ranges& ranges) {
  Dwarf_Die child;
  if (depth > kDepthMax || dwarf_child(parent, &child) != 0) return;
  do {
    const int tag = dwarf_tag(&child);
    if (tag == DW_TAG_subprogram) AddRanges(child, unit, ranges);
    if (HoldsFunctions(tag)) AddFunctions(&child, unit, depth + 1, ranges);
  } while (dwarf_siblingof(&child, &child) == 0);
}

const ScopeFinder::Range* ScopeFinder::Find(const Ranges& ranges, Dwarf_Addr pc) {
  const auto after = std::upper_bound(ranges.begin(), ranges.end(), pc,
                                      [](Dwarf_Addr addr, const Range& r) { return addr < r.low; });
  const auto before = static_cast<size_t>(after - ranges.begin());
  for (size_t step = 1; step <= std::min(before, kStepsBack); ++step) {
    const Range& range = ranges[before - step];
    if (pc < range.high) return &range;
  }
  return nullptr;
}

void ScopeFinder::FindUnits() {
  units_found_ = true;
  Dwarf_CU* unit = nullptr;
  Dwarf_CU* next = nullptr;
  Dwarf_Die die;
  Dwarf_Die split;
  uint8_t type = 0;
  while (dwarf_get_units(dwarf_, unit, &next, nullptr, &type, &die, &split) == 0) {
    unit = next;
    if (type != DW_UT_compile && type != DW_UT_skeleton) continue;
    const size_t first = units_.size();
    AddRanges(die, die, units_);
    if (type != DW_UT_skeleton || dwarf_tag(&split) != DW_TAG_compile_unit) continue;
    for (size_t i = first; i < units_.size(); ++i) units_[i].die = split;
  }
  std::sort(units_.begin(), units_.end(),
            [](const Range& a, const Range& b) { return a.low < b.low; });
}

const ScopeFinder::Ranges& ScopeFinder::FunctionsOf(const Range& unit) {
  Dwarf_Die line_unit = unit.unit;
  const auto [entry, is_new] = functions_.try_emplace(dwarf_dieoffset(&line_unit));
  Ranges& ranges = entry->second;
  if (!is_new) return ranges;
  Dwarf_Die die = unit.die;
  AddFunctions(&die, unit.unit, 0, ranges);
  std::sort(ranges.begin(), ranges.end(),
            [](const Range& a, const Range& b) { return a.low < b.low; });
  return ranges;
}

void ScopeFinder::Descend(Dwarf_Addr pc, std::vector<Dwarf_Die>& path) {
  for (int depth = 0; depth < kDepthMax; ++depth) {
    Dwarf_Die child;
    if (dwarf_child(&path.back(), &child) != 0) return;
    bool found = false;
    do {
      found = IsScope(dwarf_tag(&child)) && dwarf_haspc(&child, pc) > 0;
    } while (!found && dwarf_siblingof(&child, &child) == 0);
    if (!found) return;
    path.push_back(child);
  }
}

std::optional<ScopeFinder::Scopes> ScopeFinder::At(Dwarf_Addr pc) {
  if (!units_found_) FindUnits();
  const Range* unit = Find(units_, pc);
  if (unit == nullptr) return std::nullopt;
  Scopes scopes{unit->unit, {}};
  if (const Range* function = Find(FunctionsOf(*unit), pc)) {
    scopes.path.push_back(function->die);
    Descend(pc, scopes.path);
  }
  return scopes;
}

}  // namespace seep
