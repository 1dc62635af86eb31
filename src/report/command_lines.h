#pragma once
// A command that is wider than the terminal.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace seep {

// A shell's line (base/shell_line.h) on lines of at most `columns`, broken at blanks: all but the
// last end with a backslash, and those behind the first are indented. Indented further or as they
// are, they mean the same to a shell. Empty where a word is too wide for that.
std::vector<std::string> CommandLines(std::string_view command, size_t columns);

// The same broken wherever a line, of 8 columns or more, is full. None of them may be indented.
std::vector<std::string> BrokenCommand(std::string_view command, size_t columns);

}  // namespace seep
