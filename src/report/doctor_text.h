#pragma once
// An examination for a terminal.

#include <string>

#include "model/finding.h"
#include "report/style.h"

namespace seep {

// A row for each finding, "ok      live heap  counted inside …", and beneath those that are not ok
// what that costs and what to do. Ends with a line feed.
std::string DoctorText(const Examination& examination, const Style& style);

}  // namespace seep
