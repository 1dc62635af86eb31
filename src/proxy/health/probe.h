#pragma once
// One check of one server: a GET on a connection of its own, and the status of its answer.

#include <poll.h>

#include <optional>
#include <string>

#include "base/clock.h"
#include "proxy/channel.h"
#include "proxy/upstreams.h"

namespace sluice {

class Probe {
 public:
  // Begins to connect. `memory`: of the thread that steps it; has to stay.
  Probe(const HealthCheck& check, const Address& to, const TlsClient* tls, Memory& memory,
        seep::TimePoint now);

  // Goes as far as it can without waiting. The outcome, once there is one: whether it has passed.
  std::optional<bool> Step(seep::TimePoint now);
  // What it waits for, and until when.
  pollfd wanted() const;
  seep::TimePoint deadline() const { return deadline_; }

 private:
  std::optional<bool> Send();
  std::optional<bool> Receive();

  const HealthCheck& check_;
  const seep::TimePoint deadline_;
  std::optional<Channel> channel_;  // nothing: it could not be begun
  std::string request_;             // what is left of it
  std::string answer_;
  bool waits_to_write_ = true;
};

}  // namespace sluice
