#pragma once
// What lives, by the stack where it was allocated and the round in which it was. Filled by all
// threads of the JVM at once, and emptied while it stands still for a collection: no locks, no
// allocations.

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "runtime/jvm_agent/jvmti.h"

namespace seep {

inline constexpr size_t kJvmWantedMax = 32;   // classes that are followed
inline constexpr size_t kJvmSitesMax = 4096;  // a power of two; what does not fit is missed
inline constexpr size_t kJvmRoundsMax = 16;   // the last one takes all that come later
inline constexpr size_t kJvmDepthMax = 48;    // frames, from the innermost

struct JvmAgentSite {
  std::atomic<uint64_t> key;  // of its stack; 0: free
  std::atomic<bool> ready;    // the stack is there
  uint32_t wanted;            // which of the classes
  uint32_t depth;
  jvmti::Frame frames[kJvmDepthMax];
  std::atomic<int64_t> objects[kJvmRoundsMax];
  std::atomic<int64_t> bytes[kJvmRoundsMax];
};

// A tag of an object: where it was allocated, when, and how large it is. Positive.
struct JvmTag {
  static constexpr int kSizeBits = 40, kRoundBits = 4;
  size_t site, round;
  int64_t bytes;

  int64_t Pack() const {
    return static_cast<int64_t>(site + 1) << (kSizeBits + kRoundBits) |
           static_cast<int64_t>(round) << kSizeBits | bytes;
  }
  static JvmTag Unpack(int64_t tag) {
    return {.site = static_cast<size_t>(tag >> (kSizeBits + kRoundBits)) - 1,
            .round = static_cast<size_t>(tag >> kSizeBits) % kJvmRoundsMax,
            .bytes = tag & ((int64_t{1} << kSizeBits) - 1)};
  }
};

class JvmSiteTable {
 public:
  static constexpr size_t kNone = kJvmSitesMax;

  // The site of this class and stack; kNone when there is no place left near where it should be.
  size_t Find(uint32_t wanted, const jvmti::Frame* frames, size_t depth) {
    depth = std::min(depth, kJvmDepthMax);
    const uint64_t key = Key(wanted, frames, depth);
    for (size_t i = 0; i < kProbesMax; ++i) {
      const size_t at = (key + i) % kJvmSitesMax;
      uint64_t found = 0;
      if (sites_[at].key.compare_exchange_strong(found, key)) {
        Fill(sites_[at], wanted, frames, depth);
        return at;
      }
      if (found == key) return at;
    }
    return kNone;
  }

  void Add(const JvmTag& tag) { Count(tag, 1); }
  void Remove(const JvmTag& tag) { Count(tag, -1); }

  // For one that has all threads out.
  void Clear() {
    for (JvmAgentSite& site : sites_) {
      if (site.key.exchange(0) == 0) continue;
      site.ready = false;
      for (auto& count : site.objects) count = 0;
      for (auto& count : site.bytes) count = 0;
    }
  }

  const JvmAgentSite& At(size_t site) const { return sites_[site]; }

 private:
  static constexpr size_t kProbesMax = 64;

  static uint64_t Key(uint32_t wanted, const jvmti::Frame* frames, size_t depth) {
    uint64_t key = wanted;
    const auto mix = [&](uint64_t value) {
      key = (key ^ value) * 0x9e3779b97f4a7c15;
      key ^= key >> 29;
    };
    for (size_t i = 0; i < depth; ++i) {
      mix(reinterpret_cast<uint64_t>(frames[i].method));
      mix(static_cast<uint64_t>(frames[i].location));
    }
    return key == 0 ? 1 : key;
  }

  static void Fill(JvmAgentSite& site, uint32_t wanted, const jvmti::Frame* frames, size_t depth) {
    site.wanted = wanted;
    site.depth = static_cast<uint32_t>(depth);
    std::copy(frames, frames + depth, site.frames);
    site.ready = true;
  }

  void Count(const JvmTag& tag, int64_t sign) {
    if (tag.site >= kJvmSitesMax) return;
    sites_[tag.site].objects[tag.round].fetch_add(sign, std::memory_order_relaxed);
    sites_[tag.site].bytes[tag.round].fetch_add(sign * tag.bytes, std::memory_order_relaxed);
  }

  JvmAgentSite sites_[kJvmSitesMax];
};

}  // namespace seep
