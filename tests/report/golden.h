#pragma once
// Golden files: reports as they were looked at and found good, compared as whole files.

#include <string>

namespace seep {

// Fails when `text` is not what tests/report/golden/NAME holds, and says how to write them anew.
// With SEEP_REWRITE_GOLDEN in the environment it writes the file instead.
void ExpectGolden(const std::string& name, const std::string& text);

}  // namespace seep
