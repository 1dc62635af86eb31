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
  ServerChoice() = default;
  ~ServerChoice() { End(); }
  ServerChoice(const ServerChoice&) = delete;
  ServerChoice& operator=(const ServerChoice&) = delete;

  enum class Status : uint8_t {
    kChosen,
    kWaits,  // in line(), for Choose
    kFull,   // no server has room, and no more may wait
  };
  // Chooses the first. The group has to stay.
  Status Begin(ThreadGroup& group, const seep::RequestHead& head, seep::TimePoint now);
  // Of one that waits: it is so no more; false: there is no room yet.
  bool Choose(seep::TimePoint now);
  bool made() const { return server_.has_value(); }
  GroupLine& line() const { return *group_->line(); }
  // The server is needed no more, or will not be.
  void End();

  // Of what was chosen.
  UpstreamPool& pool() const { return group_->pool(*server_); }
  std::string_view address() const;    // as configured; "" before
  std::string_view authority() const;  // where none was chosen, of the group's first; "" before
  ConnectStatus Connect(ChannelPtr& channel) const { return pool().Connect(channel, address_); }
  // How long it may take to connect, of so much in all: where the server has other addresses, one
  // that is slow is given up for the next, instead of trying both at once as RFC 8305 §5 has it.
  seep::milliseconds TimeToConnect(seep::milliseconds all) const;

  void Succeeded();
  void Failed(seep::TimePoint now) { group_->balancer().Failed(*server_, now); }
  // The next address of the same server; false when it has no other.
  bool NextAddress();
  // Another server, where one is left that was not tried, and as long as retries are few beside
  // requests.
  bool NextServer(seep::TimePoint now);

 private:
  bool is_last_address() const { return size_t{address_} + 1 >= pool().addresses(); }

  ThreadGroup* group_ = nullptr;
  std::optional<size_t> server_;  // of the group
  std::optional<uint64_t> key_;   // by which it is chosen
  ServerSet tried_;
  unsigned retries_ = 0;
  bool waits_ = false;    // in line
  bool entered_ = false;  // the server counts it
  uint8_t address_ = 0;   // which of the server's, counted from the one that is tried first
};

}  // namespace sluice
