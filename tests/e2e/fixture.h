#pragma once
// A fixture server (tests/fixtures) as a test uses it: started on a free port, stopped at the end.

#include <cstdint>
#include <string>

#include <nlohmann/json.hpp>

#include "e2e/command.h"

namespace seep::e2e {

// The programs that the build made.
std::string Program(const std::string& name);

class Fixture {
 public:
  // Starts bin/`program` with --port 0 and the arguments, and waits until it listens.
  Fixture(const std::string& program, const Words& arguments);
  // The same with an interpreter and its script.
  Fixture(const Words& command, const Words& arguments);

  uint16_t port() const { return port_; }  // 0 if it never listened
  pid_t pid() const { return command_.pid(); }
  // leaky and its like: what it keeps, asked by GET /kept; a discarded value if it did not answer.
  nlohmann::json Kept() const;
  // Its end without a signal.
  Finished Wait() { return command_.Wait(); }
  // SIGTERM; what it wrote and how it ended.
  Finished Stop();

 private:
  Command command_;
  uint16_t port_ = 0;
};

}  // namespace seep::e2e
