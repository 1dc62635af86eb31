#pragma once
// An examination for a program.

#include <string>

#include "model/finding.h"

namespace seep {

// "seep.doctor/1", as docs/formats.md has it.
std::string DoctorJson(const Examination& examination);

}  // namespace seep
