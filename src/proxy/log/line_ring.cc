#include "proxy/log/line_ring.h"

#include <algorithm>

namespace sluice {

bool LineRing::Put(std::string_view line) {
  const std::lock_guard lock(mutex_);
  if (line.size() > bytes_.size() - held_) {
    ++lost_;
    return false;
  }
  size_t end = (begin_ + held_) % bytes_.size();
  for (size_t done = 0; done < line.size();) {
    const size_t count = std::min(line.size() - done, bytes_.size() - end);
    std::copy_n(line.data() + done, count, bytes_.data() + end);
    done += count;
    end = 0;
  }
  if (held_ == 0) there_.notify_one();
  held_ += line.size();
  return true;
}

std::string LineRing::Take(size_t bytes_max, seep::milliseconds timeout) {
  std::unique_lock lock(mutex_);
  there_.wait_for(lock, timeout, [&] { return held_ > 0 || closed_; });
  std::string lines;
  const size_t count = std::min(held_, bytes_max);
  for (size_t i = 0; i < count; ++i) lines += bytes_[(begin_ + i) % bytes_.size()];
  if (count < held_) {
    const size_t last = lines.rfind('\n');
    if (last != std::string::npos) lines.resize(last + 1);
  }
  begin_ = (begin_ + lines.size()) % bytes_.size();
  held_ -= lines.size();
  return lines;
}

void LineRing::Close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  there_.notify_all();
}

bool LineRing::closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

uint64_t LineRing::lost() const {
  const std::lock_guard lock(mutex_);
  return lost_;
}

}  // namespace sluice
