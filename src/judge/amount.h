#pragma once
// What a meter reads, in words.

#include <string>

#include "model/run_result.h"

namespace seep {

// "12.3 KiB" of a meter of bytes, "0.0028" of one that counts.
std::string Amount(Meter meter, double value);

}  // namespace seep
