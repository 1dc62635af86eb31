#include <arpa/inet.h>
#include <dirent.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "base/fd.h"
#include "process/tcp_sockets.h"

namespace seep {
namespace {

struct TcpSocket {
  uint16_t port;
  uint32_t inode;
  uint8_t family;
  std::array<__be32, 4> address;  // of the family; IPv4 has the first
};

struct Request {
  nlmsghdr header;
  inet_diag_req body;
};

constexpr uint32_t kListening = 1U << TCP_LISTEN;
constexpr uint32_t kConnected = 1U << TCP_ESTABLISHED | 1U << TCP_SYN_RECV | 1U << TCP_FIN_WAIT1 |
                                1U << TCP_FIN_WAIT2 | 1U << TCP_CLOSE_WAIT | 1U << TCP_LAST_ACK |
                                1U << TCP_CLOSING;

std::string AddressText(const TcpSocket& socket) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  ::inet_ntop(socket.family, socket.address.data(), text.data(), text.size());
  return text.data();
}

// The kernel walks its whole table of connections for a dump, whatever is asked for. The older of
// its two requests gets both families in one walk, the newer one only one.
bool Ask(int netlink, uint32_t states, uint16_t port) {
  Request request{};
  request.header.nlmsg_len = sizeof request;
  request.header.nlmsg_type = TCPDIAG_GETSOCK;
  request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  request.body.idiag_states = states;
  request.body.id.idiag_sport = htons(port);  // 0: any
  return ::send(netlink, &request, sizeof request, 0) == static_cast<ssize_t>(sizeof request);
}

enum class Answer { kMore, kDone, kFailed };

Answer Take(std::span<const char> packet, std::vector<TcpSocket>& sockets) {
  while (packet.size() >= sizeof(nlmsghdr)) {
    nlmsghdr header;
    std::memcpy(&header, packet.data(), sizeof header);
    if (header.nlmsg_len < sizeof header || header.nlmsg_len > packet.size()) break;
    if (header.nlmsg_type == NLMSG_DONE) return Answer::kDone;
    if (header.nlmsg_type == NLMSG_ERROR) return Answer::kFailed;
    inet_diag_msg message;
    if (header.nlmsg_len >= NLMSG_HDRLEN + sizeof message) {
      std::memcpy(&message, packet.data() + NLMSG_HDRLEN, sizeof message);
      sockets.push_back({ntohs(message.id.idiag_sport), message.idiag_inode, message.idiag_family,
                         std::to_array(message.id.idiag_src)});
    }
    packet = packet.subspan(std::min<size_t>(NLMSG_ALIGN(header.nlmsg_len), packet.size()));
  }
  return Answer::kMore;
}

bool Collect(int netlink, std::vector<TcpSocket>& sockets) {
  std::array<char, 32 * 1024> packet;
  for (;;) {
    const ssize_t size = ::recv(netlink, packet.data(), packet.size(), 0);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return false;
    const Answer answer = Take(std::span(packet).first(static_cast<size_t>(size)), sockets);
    if (answer != Answer::kMore) return answer == Answer::kDone;
  }
}

std::optional<std::vector<TcpSocket>> Sockets(uint32_t states, uint16_t port) {
  const UniqueFd netlink(::socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG));
  if (!netlink) return std::nullopt;
  std::vector<TcpSocket> sockets;
  if (!Ask(netlink.get(), states, port) || !Collect(netlink.get(), sockets)) return std::nullopt;
  return sockets;
}

// The inodes of a process's sockets, added to `inodes`; false when it does not let us look.
bool AddSocketInodes(pid_t pid, std::set<uint32_t>& inodes) {
  const std::string path = "/proc/" + std::to_string(pid) + "/fd";
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(path.c_str()), ::closedir);
  if (!folder) return errno == ENOENT;
  std::array<char, 64> link;
  while (const dirent* entry = ::readdir(folder.get())) {
    static constexpr std::string_view kStart = "socket:[";
    const ssize_t size =
        ::readlinkat(::dirfd(folder.get()), entry->d_name, link.data(), link.size());
    std::string_view text(link.data(), size > 0 ? static_cast<size_t>(size) : 0);
    if (!text.starts_with(kStart)) continue;
    text.remove_prefix(kStart.size());
    uint32_t inode = 0;
    std::from_chars(text.data(), text.data() + text.size(), inode);
    inodes.insert(inode);
  }
  return true;
}

}  // namespace

std::optional<int64_t> CountConnections(uint16_t port) {
  const auto sockets = Sockets(kConnected, port);
  if (!sockets) return std::nullopt;
  return static_cast<int64_t>(sockets->size());
}

Listeners FindListeners(std::span<const pid_t> pids) {
  Listeners found;
  const auto sockets = Sockets(kListening, 0);
  if (!sockets) return found;
  std::set<uint32_t> inodes;
  found.complete = true;
  for (const pid_t pid : pids) found.complete &= AddSocketInodes(pid, inodes);
  std::set<uint16_t> ports;
  std::set<uint16_t> other;
  for (const TcpSocket& socket : *sockets) {
    const bool own = inodes.contains(socket.inode);
    (own ? ports : other).insert(socket.port);
    if (own) found.own.push_back({socket.port, AddressText(socket)});
  }
  std::stable_sort(found.own.begin(), found.own.end(),
                   [](const Listener& a, const Listener& b) { return a.port < b.port; });
  found.ports.assign(ports.begin(), ports.end());
  std::set_difference(other.begin(), other.end(), ports.begin(), ports.end(),
                      std::back_inserter(found.other));
  return found;
}

}  // namespace seep
