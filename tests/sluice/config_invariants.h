#pragma once
// What holds for every configuration, however broken.

#include <string>
#include <string_view>

namespace sluice::testing {

// Returns what is broken, or nothing: the text is refused with a message that names the file and a
// place in it, or read as something that can be served by.
std::string CheckConfig(std::string_view text);

}  // namespace sluice::testing
