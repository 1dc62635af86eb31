#pragma once
// What a Go program says about how it was built.

#include <optional>
#include <string>
#include <string_view>

#include "runtime/go/elf_sections.h"

namespace seep {

struct GoBuildInfo {
  std::string version;      // "go1.22.5", "go1.25.4 X:jsonv2", "devel go1.27-3f5c1b2"; "": unknown
  std::string main_module;  // its path, "example.com/server"; "" when it says none
};

// Nothing when it is not a program that the Go toolchain linked. The version is "" when the program
// does not say it in the way of Go 1.18 and later.
// Source: debug/buildinfo of Go 1.26 for .go.buildinfo; where that was cut out, the variable
// runtime.buildVersion.
std::optional<GoBuildInfo> ReadGoBuildInfo(const ElfSections& elf);

// 22 of "go1.22.5"; 0 when it is none of Go 1.
int GoMinorVersion(std::string_view version);

}  // namespace seep
