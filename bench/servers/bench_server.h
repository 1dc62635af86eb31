#pragma once
// What the servers that benchmarks start have in common.

#include "fixtures/server.h"

namespace seep::fixtures {

// Serves on 127.0.0.1 at the port that is the only argument, until SIGTERM or SIGINT. The exit
// code: 0; 1 the port is not to be had; 2 usage.
int ServeMain(const char* program, int argc, char** argv, Handler& handler);

}  // namespace seep::fixtures
