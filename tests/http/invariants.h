#pragma once
// What must hold for any bytes at all. The fuzz targets look for bytes for which it does not; the
// test of the corpus keeps what they once found from coming back.

#include <string>
#include <string_view>

namespace seep::test {

// Each returns what is broken, or nothing: cutting the bytes changes nothing; views and counts
// stay inside the bytes; every step makes progress; a head written again reads the same.
std::string CheckRequest(std::string_view bytes);
std::string CheckResponse(std::string_view bytes);
std::string CheckBody(std::string_view bytes);

}  // namespace seep::test
