#pragma once
// Leaky.java in a JVM with options of its own.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "e2e/client.h"
#include "e2e/fixture.h"

namespace seep::e2e {

inline bool JavaIsThere() {
  return std::filesystem::exists(Program("leaky_java/Leaky.class")) &&
         RunCommand({"java", "-version"}).status == 0;
}

inline bool JavaHas(const std::string& option) {
  return RunCommand({"java", option, "-version"}).status == 0;
}

inline Words Leaky(Words options = {}) {
  options.insert(options.begin(), "java");
  options.insert(options.end(), {"-cp", Program("leaky_java"), "Leaky"});
  return options;
}

// The line of Leaky.java that has this text first.
inline int LineOf(const std::string& text) {
  std::ifstream source(SEEP_FIXTURE_SOURCES "/Leaky.java");
  int number = 0;
  for (std::string line; std::getline(source, line);) {
    ++number;
    if (line.find(text) != std::string::npos) return number;
  }
  return 0;
}

// Over one connection.
inline void SendRequests(const Fixture& server, int count, const std::string& path = "/") {
  Client client(server.port());
  for (int i = 0; i < count; ++i) {
    client.Send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_TRUE(client.ReceiveAnswer().starts_with("HTTP/1.1 200 OK\r\n"));
  }
}

}  // namespace seep::e2e
