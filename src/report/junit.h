#pragma once
// A test report of JUnit's kind, for a CI.

#include <cstdint>
#include <span>
#include <string>

#include "report/named_run.h"

namespace seep {

// What an INCONCLUSIVE run is to a CI.
enum class Undecided : uint8_t { kSkipped, kFailure };

// A test suite for each run, and in it a test case for each meter: LEAK is a failure, INCONCLUSIVE
// as chosen, a run that failed an error. What the meters of a CLEAN run leave open is skipped.
// Where a test has ruled, no meter fails, and a case named for the ruling is what it says. XML as
// Jenkins' junit-10.xsd and GitLab have it.
std::string JunitReport(std::span<const NamedRun> runs, Undecided undecided);

}  // namespace seep
