#pragma once
// What tests do otherwise under a sanitizer.

#include <cstdint>

namespace seep {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#elif defined(__has_feature)
inline constexpr bool kSanitized =
    __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
inline constexpr bool kSanitized = false;
#endif

// Of a test that plays a class of series so often. A sanitizer looks for faults of the arithmetic,
// which a tenth of the plays show as well, and takes twenty times as long for each.
constexpr int Plays(int plays) { return kSanitized ? plays / 10 : plays; }

}  // namespace seep
