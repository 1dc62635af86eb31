#pragma once
// Where a function was called from, told on the standard output.

#include <initializer_list>

namespace probe {

// What libraries are given: it prints the name, its own return address and a line.
using CaptureOne = void(const char* name, int line);

}  // namespace probe
