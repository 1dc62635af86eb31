#pragma once
// One try to have a request answered: a connection to the upstream, and what came in on it.

#include <cstdint>

#include "proxy/context.h"
#include "proxy/head_reading.h"
#include "proxy/inlet.h"

namespace sluice {

class Attempt {
 public:
  // `reused`: the connection has served others, and may have been closed while it was idle.
  // `for_answer`: what was set aside for what comes in.
  Attempt(Memory& memory, ChannelPtr channel, bool reused, SetAside& for_answer,
          ServerState& server)
      : channel_(std::move(channel)),
        in_(memory, *channel_, &for_answer),
        server_(server),
        reused_(reused) {
    server_.Begin();
  }
  ~Attempt() { server_.End(); }
  Attempt(const Attempt&) = delete;
  Attempt& operator=(const Attempt&) = delete;

  Channel& channel() { return *channel_; }
  Inlet& in() { return in_; }
  bool reused() const { return reused_; }
  // Has answered with anything at all.
  bool touched() const { return interims_ > 0 || !in_.empty(); }

  enum class Head : uint8_t { kRead, kWait, kYield, kStarve, kBad, kGone };
  // Reads until the parser of the context has a head, whose views point into in().
  Head ReadHead(Context& context, unsigned& reads);
  // The head that was read could not be dealt with yet.
  void KeepHead() { reading_.Again(); }
  // The head that was read is dealt with.
  void EndHead(size_t head_bytes);

  unsigned interims() const { return interims_; }
  void CountInterim() { ++interims_; }

  // For the next request, if the answer left it fit for one.
  ChannelPtr Release() { return std::move(channel_); }

 private:
  ChannelPtr channel_;
  Inlet in_;
  HeadReading reading_;
  ServerState& server_;
  unsigned interims_ = 0;
  const bool reused_;
};

}  // namespace sluice
