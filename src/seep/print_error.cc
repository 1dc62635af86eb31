#include <cstdio>

#include "seep/commands.h"

namespace seep {

void PrintError(const Error& error) { std::fprintf(stderr, "seep: %s\n", error.message.c_str()); }

}  // namespace seep
