#pragma once
// What holds for every table, however broken.

#include <string>
#include <string_view>

namespace seep::test {

// Empty when the table is refused with a message, or read as a series that can be judged; else what
// is broken.
std::string CheckCsv(std::string_view csv);

}  // namespace seep::test
