#pragma once
// What the proxy holds memory for.

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sluice {

enum class Purpose : uint8_t {
  kConnections,  // of clients and upstreams: what is known of each
  kHeads,        // of requests and responses, as received and as sent
  kBodies,       // what one side has sent of them and the other has not taken yet
  kSetAside,     // what requests under way are sure to need yet
  kSpare,        // nothing: kept because it is likely to be needed again
};
inline constexpr size_t kPurposes = 5;

constexpr std::string_view Name(Purpose purpose) {
  constexpr std::array<std::string_view, kPurposes> kNames = {"connections", "heads", "bodies",
                                                              "set aside", "spare"};
  return kNames[static_cast<size_t>(purpose)];
}

// Bytes held for each purpose by one thread, which alone changes them. Others may read.
class Held {
 public:
  uint64_t bytes(Purpose purpose) const { return Of(purpose).load(std::memory_order_relaxed); }
  void Add(Purpose purpose, uint64_t bytes) {
    Of(purpose).store(this->bytes(purpose) + bytes, std::memory_order_relaxed);
  }
  void Subtract(Purpose purpose, uint64_t bytes) {
    Of(purpose).store(this->bytes(purpose) - bytes, std::memory_order_relaxed);
  }

 private:
  std::atomic<uint64_t>& Of(Purpose purpose) { return bytes_[static_cast<size_t>(purpose)]; }
  const std::atomic<uint64_t>& Of(Purpose purpose) const {
    return bytes_[static_cast<size_t>(purpose)];
  }

  std::array<std::atomic<uint64_t>, kPurposes> bytes_{};
};

}  // namespace sluice
