#pragma once
// CHECK(condition): programmer errors end the program at once, in every build.

namespace seep {

[[noreturn]] void CheckFailed(const char* condition, const char* file, int line);

}  // namespace seep

#define CHECK(condition) \
  (static_cast<bool>(condition) ? void(0) : ::seep::CheckFailed(#condition, __FILE__, __LINE__))
