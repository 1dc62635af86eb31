#pragma once
// What the target is started with so that its memory can be read: settings of allocators and
// collectors that move memory about without a leak.

#include <string>
#include <utility>
#include <vector>

namespace seep {

using Variables = std::vector<std::pair<std::string, std::string>>;

// The settings, but for those that the user has in the environment already; the user's own options
// of a sanitizer are kept. What leaks, leaks with them as well.
Variables ReadableMemory();

}  // namespace seep
