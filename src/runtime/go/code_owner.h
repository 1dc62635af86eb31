#pragma once
// Whose code a Go function is.

#include <string_view>

namespace seep {

enum class GoCodeOwner {
  kGo,          // the runtime's and the standard library's
  kDependency,  // another module's
  kMain,        // the program's own
};

// By the import path in front of the function's name, "net/http.(*conn).serve". `main_module` is
// that of the program, "" when it names none: then only package main is its own.
GoCodeOwner OwnerOfGoFunction(std::string_view function, std::string_view main_module);

}  // namespace seep
