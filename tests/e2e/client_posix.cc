#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/check.h"
#include "e2e/client.h"
#include "e2e/command.h"

namespace seep::e2e {

Client::Client(uint16_t port) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
  CHECK(fd_);
  const timeval patience{.tv_sec = kPatience.count() / 1000, .tv_usec = 0};
  CHECK(setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  connected_ = connect(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

void Client::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;  // what comes back, or does not, tells
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
}

std::string Client::Receive(size_t count) {
  std::string received;
  std::array<char, 4096> buffer{};
  while (received.size() < count) {
    const size_t most = std::min(buffer.size(), count - received.size());
    const ssize_t got = recv(fd_.get(), buffer.data(), most, 0);
    if (got <= 0) break;
    received.append(buffer.data(), static_cast<size_t>(got));
  }
  return received;
}

std::string Client::ReceiveAnswer() {
  std::string answer;
  while (!answer.ends_with("\r\n\r\n")) {
    const std::string byte = Receive(1);
    if (byte.empty()) return answer;
    answer += byte;
  }
  constexpr std::string_view kLength = "ontent-Length: ";
  size_t length_at = answer.find(kLength);
  if (length_at == std::string::npos) length_at = answer.find("ontent-length: ");  // the JDK's way
  if (length_at == std::string::npos) return answer;
  return answer + Receive(std::strtoull(&answer[length_at + kLength.size()], nullptr, 10));
}

void Client::Reset() {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  CHECK(setsockopt(fd_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once) == 0);
  fd_.Reset();
}

std::string Get(uint16_t port, const std::string& target) {
  Client client(port);
  client.Send("GET " + target + " HTTP/1.0\r\n\r\n");
  const std::string answer = client.ReceiveAll();
  const size_t head_end = answer.find("\r\n\r\n");
  return head_end == std::string::npos ? "" : answer.substr(head_end + 4);
}

}  // namespace seep::e2e
