#pragma once
// The version of this build.

namespace seep {

// "0.1.0", or with the commit where the build names it: cmake/version_stamp.cmake. What is sent to
// servers has SEEP_VERSION, without the commit.
const char* Version();

}  // namespace seep
