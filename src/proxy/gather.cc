#include "proxy/gather.h"

#include "base/check.h"

namespace sluice {

void Gather::Add(std::string_view bytes) {
  if (bytes.empty()) return;
  CHECK(count_ < kPartsMax);
  parts_[count_++] = {.iov_base = const_cast<char*>(bytes.data()), .iov_len = bytes.size()};
}

IoStatus Gather::WriteTo(Sink& sink, uint64_t& sent) {
  while (first_ < count_) {
    size_t bytes = 0;
    const IoStatus status = sink.Write({&parts_[first_], count_ - first_}, bytes);
    if (status != IoStatus::kDone) return status;
    sent += bytes;
    while (first_ < count_ && bytes >= parts_[first_].iov_len) bytes -= parts_[first_++].iov_len;
    if (bytes == 0) continue;
    parts_[first_].iov_base = static_cast<char*>(parts_[first_].iov_base) + bytes;
    parts_[first_].iov_len -= bytes;
  }
  Clear();
  return IoStatus::kDone;
}

}  // namespace sluice
