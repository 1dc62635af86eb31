#include "model/heap.h"

#include <algorithm>
#include <cstdlib>

namespace seep {
namespace {

// What blocks of other sizes may make the class smaller by, in blocks of the pool: a few blocks.
// Those of 32,000 B beside a pool of 32,744 B are 22 then.
constexpr int64_t kOthersShare = 2;

}  // namespace

void HeapCounts::LeaveOutPool(int64_t block_bytes) {
  const auto pool = std::find_if(classes.begin(), classes.end(), [&](const HeapClass& of_size) {
    return of_size.usable_bytes_max >= block_bytes;
  });
  if (pool == classes.end()) return;
  const int64_t others = std::abs(pool->blocks * block_bytes - pool->usable_bytes);
  if (others > block_bytes / kOthersShare) return;
  pooled_bytes += pool->usable_bytes;
  usable_bytes -= pool->usable_bytes;
  blocks -= pool->blocks;
  pool->blocks = 0;
  pool->usable_bytes = 0;
}

}  // namespace seep
