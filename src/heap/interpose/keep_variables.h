#pragma once
// Puts back what has a runtime load Seep's hook (heap/format/kept_variable.h).

namespace seep::heap {

// Before main. Changes the environment where a program that started this one has set a variable
// anew, and nothing else.
void KeepVariables() noexcept;

}  // namespace seep::heap
