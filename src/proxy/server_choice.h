#pragma once
// Which server of its group a request goes to, at which of its addresses, and which one comes next
// when that fails.

#include <cstdint>
#include <optional>
#include <string_view>

#include "http/message.h"
#include "proxy/upstreams.h"

namespace sluice {

class ServerChoice {
 public:
  // Chooses the first. The group has to stay.
  void Begin(ThreadGroup& group, const seep::RequestHead& head, seep::TimePoint now);
  bool made() const { return group_ != nullptr; }

  // Of what was chosen.
  UpstreamPool& pool() const { return group_->pool(server_); }
  std::string_view address() const;  // as configured; "" before Begin
  ConnectStatus Connect(ChannelPtr& channel) const { return pool().Connect(channel, address_); }
  // How long it may take to connect, of so much in all: where the server has other addresses, one
  // that is slow is given up for the next, instead of trying both at once as RFC 8305 §5 has it.
  seep::milliseconds TimeToConnect(seep::milliseconds all) const;

  void Succeeded();
  void Failed(seep::TimePoint now) { group_->balancer().Failed(server_, now); }
  // The next address of the same server; false when it has no other.
  bool NextAddress();
  // Another server, where one is left that was not tried, and as long as retries are few beside
  // requests.
  bool NextServer(seep::TimePoint now);

 private:
  bool is_last_address() const { return size_t{address_} + 1 >= pool().addresses(); }

  ThreadGroup* group_ = nullptr;
  size_t server_ = 0;            // of the group
  std::optional<uint64_t> key_;  // by which it is chosen
  ServerSet tried_;
  unsigned retries_ = 0;
  uint8_t address_ = 0;  // which of the server's, counted from the one that is tried first
};

}  // namespace sluice
