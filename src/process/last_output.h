#pragma once
// The end of what a command wrote, behind a message.

#include <string>
#include <string_view>

namespace seep {

// ". Its last output:" and the last ten lines, indented; ". It wrote nothing" when that is so.
std::string LastOutput(std::string_view output);

}  // namespace seep
