#include "model/runtime.h"

#include <algorithm>

namespace seep {
namespace {

void AddTo(std::optional<int64_t>& sum, const std::optional<int64_t>& part) {
  if (part) sum = sum.value_or(0) + *part;
}

}  // namespace

void RuntimeHeap::Add(const RuntimeHeap& other) {
  for (const std::string& name : other.names) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  AddTo(used_bytes, other.used_bytes);
  AddTo(objects, other.objects);
  AddTo(goroutines, other.goroutines);
  alone = (alone || processes + processes_unseen == 0) && other.alone;
  external_bytes += other.external_bytes;
  page_bytes += other.page_bytes;
  pooled_block_bytes = std::max(pooled_block_bytes, other.pooled_block_bytes);
  processes += other.processes;
  processes_unseen += other.processes_unseen;
  threads_unseen += other.threads_unseen;
  if (unseen.empty()) unseen = other.unseen;
  seconds = std::max(seconds, other.seconds);
}

}  // namespace seep
