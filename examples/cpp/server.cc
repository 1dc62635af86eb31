// Greets: GET /hello/NAME. It keeps the greetings of the 1,000 names that were asked for last.
// A thread for each connection, and no more of HTTP/1.1 than this needs: requests without a body.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "greetings.h"

namespace {

constexpr size_t kHeadMax = 16 * 1024;

Greetings greetings;
std::mutex visits_mutex;
std::vector<std::string> visits;

void Remember(const std::string& path) {
  const auto now = std::chrono::system_clock::now().time_since_epoch().count();
  const std::lock_guard<std::mutex> lock(visits_mutex);
  visits.push_back(std::to_string(now) + " " + path);  // LEAK=1: no visit is ever taken out.
}

std::string Answer(const std::string& status, const std::string& body) {
  return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

// Of "GET /hello/you HTTP/1.1\r\n…".
std::string AnswerTo(const std::string& head) {
  static const bool leak = std::getenv("LEAK") != nullptr;
  const std::string begin = "GET /hello/";
  const size_t end = head.find(' ', 4);
  if (head.compare(0, begin.size(), begin) != 0 || end <= begin.size())
    return Answer("404 Not Found", "There is GET /hello/NAME only.\n");
  if (leak) Remember(head.substr(4, end - 4));
  return Answer("200 OK", greetings.Of(head.substr(begin.size(), end - begin.size())));
}

bool SendAll(int connection, const std::string& text) {
  for (size_t sent = 0; sent < text.size();) {
    const ssize_t count = send(connection, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (count <= 0) return false;
    sent += static_cast<size_t>(count);
  }
  return true;
}

bool IsLast(const std::string& head) {
  return head.find("Connection: close") != std::string::npos ||
         head.find(" HTTP/1.0\r\n") != std::string::npos;
}

// Takes the whole requests out of the input; false when there is to be no other.
bool AnswerAll(int connection, std::string& input) {
  for (size_t end; (end = input.find("\r\n\r\n")) != std::string::npos;) {
    const std::string head = input.substr(0, end + 4);
    input.erase(0, head.size());
    if (!SendAll(connection, AnswerTo(head)) || IsLast(head)) return false;
  }
  return true;
}

void Serve(int connection) {
  std::string input;
  char piece[4096];
  while (input.size() < kHeadMax) {
    const ssize_t count = recv(connection, piece, sizeof piece, 0);
    if (count <= 0) break;
    input.append(piece, static_cast<size_t>(count));
    if (!AnswerAll(connection, input)) break;
  }
  close(connection);
}

int Listen(uint16_t port) {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  const int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      listen(listener, 128) != 0) {
    std::cerr << "greeter: port " << port << ": " << std::strerror(errno) << "\n";
    std::exit(1);
  }
  return listener;
}

}  // namespace

int main() {
  const char* port = std::getenv("PORT");
  const int listener = Listen(static_cast<uint16_t>(port == nullptr ? 8080 : std::atoi(port)));
  for (;;) {
    const int connection = accept(listener, nullptr, nullptr);
    if (connection >= 0) std::thread(Serve, connection).detach();
  }
}
