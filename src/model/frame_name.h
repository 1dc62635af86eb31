#pragma once
// A frame of a call stack in words.

#include <span>
#include <string>
#include <string_view>

#include "model/heap.h"

namespace seep {

// A C++ function's name without return type, template arguments, parameters and qualifiers:
// "void std::vector<int>::push_back(int&&)" → "std::vector::push_back", "operator new(unsigned
// long)" → "operator new". Names of other languages come back as they are.
std::string BareName(std::string_view function);

// The same with template arguments: "std::vector<int>::push_back".
std::string QualifiedName(std::string_view function);

// "libz.so.1+0x4a10", "0x7f0011223344" outside of modules.
std::string PlaceName(const Frame& frame, std::span<const Module> modules);

// The function, or where it is if it has no name.
std::string NameOf(const Frame& frame, std::span<const Module> modules);

}  // namespace seep
