#pragma once
// Where the program seep is.

#include <string>

namespace seep::leak_test {

// The absolute path of the one that $SEEP names, or else `packaged` if it is there, or else the one
// on PATH. Throws LeakTestError, kNotFound: there is none, or $SEEP names none.
std::string FindProgram(const std::string& packaged);

}  // namespace seep::leak_test
