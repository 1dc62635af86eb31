#pragma once
// Which function, and which functions inlined into it, an address of a file with DWARF is in.

#include <elfutils/libdw.h>

#include <map>
#include <optional>
#include <vector>

namespace seep {

// Finds units and functions by its own tables, made from the ranges that they give themselves when
// they are first asked for. .debug_aranges is not used: clang and rustc do not write it. Units in
// .dwo files are read where libdw finds them. One thread at a time.
class ScopeFinder {
 public:
  struct Scopes {
    Dwarf_Die unit{};  // with the line table
    // The function and, outermost first, the blocks and inlined functions in it that hold the
    // address. Empty when the unit tells of no function there, as those of assembly language.
    std::vector<Dwarf_Die> path;
  };

  explicit ScopeFinder(Dwarf* dwarf) : dwarf_(dwarf) {}

  // Nothing when no unit holds the address.
  std::optional<Scopes> At(Dwarf_Addr pc);

 private:
  struct Range {
    Dwarf_Addr low = 0;
    Dwarf_Addr high = 0;
    Dwarf_Die die{};   // of a unit (the split one, if it is) or a function
    Dwarf_Die unit{};  // with the line table
  };
  // Sorted by `low`.
  using Ranges = std::vector<Range>;

  static void AddRanges(Dwarf_Die die, const Dwarf_Die& unit, Ranges& ranges);
  static void AddFunctions(Dwarf_Die* parent, const Dwarf_Die& unit, int depth, Ranges& ranges);
  static const Range* Find(const Ranges& ranges, Dwarf_Addr pc);
  static void Descend(Dwarf_Addr pc, std::vector<Dwarf_Die>& path);
  void FindUnits();
  const Ranges& FunctionsOf(const Range& unit);

  Dwarf* dwarf_;
  bool units_found_ = false;
  Ranges units_;
  std::map<Dwarf_Off, Ranges> functions_;  // by the unit's offset
};

}  // namespace seep
