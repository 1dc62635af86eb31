#pragma once
// What a reader of HTTP/1 makes of all the bytes of a connection.

#include <string>
#include <vector>

namespace sluice::testing {

struct ReadMessage {
  std::string start;   // a request's method, a response's status
  std::string target;  // of a request
  std::string body;    // decoded; as much of it as has come
  bool whole = false;  // its end has come

  bool operator==(const ReadMessage&) const = default;
};

struct Reading {
  // Without interim responses. The last one may be a part of a message.
  std::vector<ReadMessage> messages;
  // Why it read no further; empty: it read everything.
  std::string fault;
};

// For people: "POST /a whole, 5 bytes; GET /b cut, 0 bytes".
std::string Describe(const Reading& reading);

}  // namespace sluice::testing
