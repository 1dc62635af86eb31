#pragma once
// What comes in on a channel. Has a block only while bytes are in it; a larger one where the last
// read took all the room there was.

#include "proxy/buffer.h"
#include "proxy/channel.h"
#include "proxy/source.h"

namespace sluice {

class Inlet final : public Source {
 public:
  // `from`: where its blocks come from first.
  Inlet(Memory& memory, Channel& channel, SetAside* from = nullptr)
      : memory_(memory), channel_(channel), set_aside_(from) {}

  std::string_view view() const override { return buffer_.view(); }
  void Consume(size_t bytes) override { buffer_.Consume(bytes); }
  FillStatus Fill() override;
  void Rest() override { buffer_.Rest(); }

  bool empty() const { return buffer_.empty(); }
  size_t size() const { return buffer_.size(); }
  Channel& channel() { return channel_; }
  void Clear() { buffer_.Clear(); }
  // What it holds memory for from the next block on.
  void set_purpose(Purpose purpose) { purpose_ = purpose; }

 private:
  bool MakeRoom();

  Memory& memory_;
  Channel& channel_;
  SetAside* const set_aside_;
  Buffer buffer_;
  Purpose purpose_ = Purpose::kHeads;
  bool filled_ = false;  // all the room, by the last read
};

}  // namespace sluice
