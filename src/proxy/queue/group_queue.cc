#include "proxy/queue/group_queue.h"

#include <utility>

#include "proxy/wakeup.h"

namespace sluice {

void GroupQueue::CallNext() {
  if (waiting_.load() == 0) return;
  const std::lock_guard lock(mutex_);
  for (size_t n = 0; n < lines_.size(); ++n) {
    GroupLine& line = *lines_[next_++ % lines_.size()];
    if (line.waiting_.load() == 0) continue;
    line.Call();
    Ring(line.wakeup_);
    return;
  }
}

GroupLine::GroupLine(std::shared_ptr<GroupQueue> queue, int wakeup)
    : queue_(std::move(queue)), wakeup_(wakeup) {
  const std::lock_guard lock(queue_->mutex_);
  queue_->lines_.push_back(this);
}

GroupLine::~GroupLine() {
  const std::lock_guard lock(queue_->mutex_);
  std::erase(queue_->lines_, this);
}

bool GroupLine::TryWait(unsigned max) {
  if (queue_->waiting_.fetch_add(1) >= max) {
    queue_->waiting_.fetch_sub(1);
    return false;
  }
  waiting_.fetch_add(1);
  Call();
  return true;
}

void GroupLine::EndWait() {
  waiting_.fetch_sub(1);
  queue_->waiting_.fetch_sub(1);
}

}  // namespace sluice
