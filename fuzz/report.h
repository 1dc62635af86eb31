#pragma once
// How a fuzz target tells what it found.

#include <string>

namespace seep::test {

// Prints what is broken and aborts, so that libFuzzer keeps the input. Nothing broken: returns.
void ReportBroken(const std::string& broken);

}  // namespace seep::test
