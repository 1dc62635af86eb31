#pragma once
// The name of a function in DWARF.

#include <elfutils/libdw.h>

#include <string>

namespace seep {

struct DieName {
  std::string function;      // for people, as Demangle() spells it; empty if it has no name
  std::string linkage_name;  // "_ZN…"; empty where the language has none, as C
};

// Of a function or of one inlined, from the linkage name if there is one, or else from its own name
// and those of the namespaces and classes around its declaration.
DieName NameOf(Dwarf_Die die);

}  // namespace seep
