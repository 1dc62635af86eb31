#include "e2e/fixture.h"

#include <signal.h>

#include <cstdlib>

#include "e2e/client.h"

namespace seep::e2e {
namespace {

Words WithPort(Words words, const Words& arguments) {
  words.insert(words.end(), {"--port", "0"});
  words.insert(words.end(), arguments.begin(), arguments.end());
  return words;
}

}  // namespace

std::string Program(const std::string& name) { return std::string(SEEP_BIN_DIR) + "/" + name; }

Fixture::Fixture(const std::string& program, const Words& arguments)
    : Fixture(Words{Program(program)}, arguments) {}

Fixture::Fixture(const Words& command, const Words& arguments)
    : command_(WithPort(command, arguments)) {
  if (!command_.WaitForOut("\n")) return;
  const std::string line = command_.Out();
  port_ = static_cast<uint16_t>(std::strtoul(&line[line.rfind(':') + 1], nullptr, 10));
}

nlohmann::json Fixture::Kept() const {
  return nlohmann::json::parse(Get(port_, "/kept"), nullptr, false);
}

Finished Fixture::Stop() {
  command_.Signal(SIGTERM);
  return command_.Wait();
}

}  // namespace seep::e2e
