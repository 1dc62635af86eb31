#pragma once
// gzip (RFC 1952).

#include <string>
#include <string_view>

namespace seep {

// The bytes as a gzip file of one member without name and time: the same for the same bytes.
std::string Gzip(std::string_view bytes);

}  // namespace seep
