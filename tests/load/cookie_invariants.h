#pragma once
// What holds for every Set-Cookie field, however broken.

#include <string>
#include <string_view>

namespace seep::test {

// Empty when what a jar makes of the field can stand in a request; else what is broken.
std::string CheckSetCookie(std::string_view field);

}  // namespace seep::test
