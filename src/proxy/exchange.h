#pragma once
// What a request under way needs: parsers and buffers. A connection holds one only between the
// first byte of a request and the last of its answer; idle connections hold none.

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

#include "http/parser.h"
#include "proxy/buffer.h"
#include "proxy/forward_response.h"
#include "proxy/relay.h"

namespace sluice {

// A head has to fit the buffer that it is received in; written anew it grows by what is appended.
inline constexpr size_t kHeadBytesMax = kBufferBytes;
inline constexpr size_t kHeadGrowthMax = 1024;
inline constexpr seep::Limits kHeadLimits{.head_bytes_max = kHeadBytesMax};

struct Exchange {
  seep::RequestParser request{kHeadLimits};
  seep::ResponseParser response{kHeadLimits};
  RequestFacts facts;
  Relay up;    // client to upstream
  Relay down;  // upstream to client
  Buffer from_client;
  Buffer from_upstream;
  std::array<char, kHeadBytesMax + kHeadGrowthMax> request_head;   // as sent to the upstream
  std::array<char, kHeadBytesMax + kHeadGrowthMax> response_head;  // as sent to the client

  // Forgets the message before; bytes that the client has sent already stay.
  void Reset() {
    request.Reset();
    response.Reset();
    facts = {};
    from_upstream.Clear();
  }
};

// Exchanges of one thread that are not in use, the warmest first.
class ExchangeStock {
 public:
  static constexpr size_t kSpareMax = 256;

  ExchangeStock() { spare_.reserve(kSpareMax); }
  std::unique_ptr<Exchange> Take() {
    // The buffers are left as they are: zeroing them would touch every page.
    if (spare_.empty()) return std::make_unique_for_overwrite<Exchange>();
    std::unique_ptr<Exchange> exchange = std::move(spare_.back());
    spare_.pop_back();
    return exchange;
  }
  void Put(std::unique_ptr<Exchange> exchange) {
    if (spare_.size() == kSpareMax) return;
    exchange->Reset();
    exchange->from_client.Clear();
    spare_.push_back(std::move(exchange));
  }

 private:
  std::vector<std::unique_ptr<Exchange>> spare_;
};

}  // namespace sluice
