#include "heap/reader/die_name.h"

#include <dwarf.h>

#include <cstdlib>
#include <memory>

#include "heap/reader/demangle.h"

namespace seep {
namespace {

const char* StringOf(Dwarf_Die* die, unsigned attribute) {
  Dwarf_Attribute value;
  return dwarf_formstring(dwarf_attr_integrate(die, attribute, &value));
}

// The declaration stands in its namespaces and classes; the code may stand elsewhere.
Dwarf_Die DeclarationOf(Dwarf_Die die) {
  constexpr int kHopsMax = 8;
  for (int hops = 0; hops < kHopsMax; ++hops) {
    Dwarf_Attribute value;
    Dwarf_Die next;
    if (dwarf_attr(&die, DW_AT_abstract_origin, &value) == nullptr &&
        dwarf_attr(&die, DW_AT_specification, &value) == nullptr) {
      break;
    }
    if (dwarf_formref_die(&value, &next) == nullptr) break;
    die = next;
  }
  return die;
}

bool IsC(Dwarf_Die die) {
  Dwarf_Die unit;
  if (dwarf_diecu(&die, &unit, nullptr, nullptr) == nullptr) return false;
  const int language = dwarf_srclang(&unit);
  return language == DW_LANG_C || language == DW_LANG_C89 || language == DW_LANG_C99 ||
         language == DW_LANG_C11;
}

// Looks through the whole unit for what is around the declaration: slow.
std::string Qualifier(Dwarf_Die die) {
  Dwarf_Die declaration = DeclarationOf(die);
  if (IsC(declaration)) return "";
  Dwarf_Die* scopes = nullptr;
  const int count = dwarf_getscopes_die(&declaration, &scopes);
  const std::unique_ptr<Dwarf_Die, decltype(&std::free)> owner(scopes, &std::free);
  std::string qualifier;
  for (int i = 1; i < count; ++i) {  // 0 is the declaration
    const int tag = dwarf_tag(&scopes[i]);
    const char* name = dwarf_diename(&scopes[i]);
    if (tag == DW_TAG_namespace && name == nullptr) name = "(anonymous namespace)";
    const bool counts = tag == DW_TAG_namespace || tag == DW_TAG_class_type ||
                        tag == DW_TAG_structure_type || tag == DW_TAG_union_type;
    if (counts && name != nullptr) qualifier.insert(0, std::string(name) + "::");
  }
  return qualifier;
}

}  // namespace

DieName NameOf(Dwarf_Die die) {
  const char* linkage = StringOf(&die, DW_AT_linkage_name);
  if (linkage == nullptr) linkage = StringOf(&die, DW_AT_MIPS_linkage_name);
  if (linkage != nullptr) {
    std::string function = Demangle(linkage);
    if (function != linkage) return {std::move(function), linkage};
  }
  const char* name = StringOf(&die, DW_AT_name);
  if (name == nullptr)
    return {linkage == nullptr ? "" : linkage, linkage == nullptr ? "" : linkage};
  return {Readable(Qualifier(die) + name), linkage == nullptr ? "" : linkage};
}

}  // namespace seep
