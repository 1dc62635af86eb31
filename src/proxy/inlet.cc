#include "proxy/inlet.h"

namespace sluice {
namespace {

constexpr size_t kSmall = Memory::kBlockBytes[0];
constexpr size_t kLarge = Memory::kBlockBytes[1];

}  // namespace

FillStatus Inlet::Fill() {
  if (!channel_.readable()) return FillStatus::kAgain;
  if (!MakeRoom()) return buffer_.room() == kLarge ? FillStatus::kFull : FillStatus::kNoMemory;
  const std::span<char> tail = buffer_.Tail();
  size_t bytes = 0;
  switch (channel_.Read(tail, bytes)) {
    case IoStatus::kDone:
      buffer_.Commit(bytes);
      filled_ = bytes == tail.size();
      return FillStatus::kDone;
    case IoStatus::kAgain:
      filled_ = false;
      return FillStatus::kAgain;
    case IoStatus::kClosed:
      return FillStatus::kClosed;
    case IoStatus::kFailed:
      break;
  }
  return FillStatus::kFailed;
}

// Less than what it would like to have is better than nothing.
bool Inlet::MakeRoom() {
  const bool full = !buffer_.empty() && buffer_.Tail().empty();
  if (full)
    return buffer_.room() < kLarge && buffer_.MakeRoom(memory_, kLarge, purpose_, set_aside_);
  if (buffer_.empty() && filled_ && buffer_.MakeRoom(memory_, kLarge, purpose_, set_aside_))
    return true;
  return buffer_.MakeRoom(memory_, kSmall, purpose_, set_aside_);
}

}  // namespace sluice
