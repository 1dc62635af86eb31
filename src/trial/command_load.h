#pragma once
// Traffic by somebody else's generator: each round is one call of a command.

#include <memory>
#include <string>
#include <vector>

#include "load/generator.h"

namespace seep {

// What is replaced in the command's words, besides ports.
struct CommandLoadSpec {
  std::vector<std::string> command;  // {n}: requests of the round; {c}; {url}; {round}, from 1
  uint32_t connections = 1;          // {c}
  std::string url;
};

// Run() takes bounds.requests; they count as answered when the command exits with status 0, as
// errors of the kind kCommand otherwise, with its last output as the example. The command and all
// that it starts are stopped on a stop request.
std::unique_ptr<LoadGenerator> MakeCommandLoad(CommandLoadSpec spec);

}  // namespace seep
