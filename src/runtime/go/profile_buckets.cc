#include "runtime/go/profile_buckets.h"

#include <array>

#include "runtime/go/number_at.h"
#include "runtime/go/section_search.h"

namespace seep {
namespace {

constexpr uint64_t kMemProfile = 1;        // of the types of bucket
constexpr uint64_t kStackMax = 1024;       // maxProfStackDepth; 32 before Go 1.23
constexpr uint64_t kBucketsMax = 1 << 20;  // that are followed
constexpr size_t kRecords = 4;             // the active one and three future ones

struct Header {
  uint64_t next;
  uint64_t next_of_all;
  uint64_t type;
  uint64_t hash;
  uint64_t size;
  uint64_t stack_size;
};

struct Record {
  uint64_t allocs;
  uint64_t frees;
  uint64_t alloc_bytes;
  uint64_t free_bytes;
};

struct Bucket {
  Header header{};
  std::vector<uint64_t> stack;
  std::array<Record, kRecords> records{};
};

std::optional<Bucket> ReadBucket(uint64_t address, const TargetMemory& memory) {
  Bucket bucket;
  Header& header = bucket.header;
  if (!memory.Read(address, &header, sizeof header)) return std::nullopt;
  if (header.type != kMemProfile || header.stack_size > kStackMax) return std::nullopt;
  // The stack and the records behind it in one piece.
  std::string bytes(header.stack_size * sizeof(uint64_t) + sizeof bucket.records, '\0');
  if (!memory.Read(address + sizeof header, bytes.data(), bytes.size())) return std::nullopt;
  for (uint64_t i = 0; i < header.stack_size; ++i) {
    bucket.stack.push_back(NumberAt<uint64_t>(bytes, i * sizeof(uint64_t)));
  }
  bucket.records =
      NumberAt<std::array<Record, kRecords>>(bytes, header.stack_size * sizeof(uint64_t));
  return bucket;
}

bool IsBucket(uint64_t address, const TargetMemory& memory) {
  if (address == 0 || address % sizeof(uint64_t) != 0) return false;
  const auto bucket = ReadBucket(address, memory);
  return bucket && bucket->header.size != 0 &&
         bucket->header.hash == ProfileBucketHash(bucket->stack, bucket->header.size);
}

}  // namespace

std::optional<GoLiveByStack> ReadProfileBuckets(uint64_t address, const TargetMemory& memory,
                                                TimePoint deadline) {
  GoLiveByStack stacks;
  auto at = memory.Number<uint64_t>(address);
  for (uint64_t count = 0; at && *at != 0; ++count) {
    const auto bucket = ReadBucket(*at, memory);
    if (!bucket || count == kBucketsMax || Clock::now() > deadline) return std::nullopt;
    GoLive& live = stacks[bucket->stack];
    // Frees may be in an earlier record than what they free: modulo 2^64, the sum is right.
    for (const Record& record : bucket->records) {
      live.bytes += static_cast<int64_t>(record.alloc_bytes - record.free_bytes);
      live.blocks += static_cast<int64_t>(record.allocs - record.frees);
    }
    at = bucket->header.next_of_all;
  }
  if (!at) return std::nullopt;
  return stacks;
}

std::optional<uint64_t> FindProfileBuckets(const ElfSections& elf, uint64_t load_bias,
                                           const TargetMemory& memory) {
  const auto is = [&](std::string_view bytes) {
    return IsBucket(NumberAt<uint64_t>(bytes, 0), memory);
  };
  const auto found = FindInMemory(elf.Find(".bss"), load_bias, memory, is);
  // In Go 1.18 it is no pointer that the collector looks at.
  return found ? found : FindInMemory(elf.Find(".noptrbss"), load_bias, memory, is);
}

uint64_t ProfileBucketHash(const std::vector<uint64_t>& stack, uint64_t size) {
  uint64_t hash = 0;
  const auto mix = [&](uint64_t number) {
    hash += number;
    hash += hash << 10;
    hash ^= hash >> 6;
  };
  for (const uint64_t address : stack) mix(address);
  mix(size);
  hash += hash << 3;
  hash ^= hash >> 11;
  return hash;
}

}  // namespace seep
