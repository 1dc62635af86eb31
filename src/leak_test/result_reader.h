#pragma once
// What a recorded run says, as a value.

#include <seep/leak_test.h>

#include <string>

namespace seep::leak_test {

// Verdict, bytes and sites of a run in the format seep.run/1 (docs/formats.md). Throws
// LeakTestError, kInternal: it is in another format.
LeakResult ReadResult(const std::string& json);

}  // namespace seep::leak_test
