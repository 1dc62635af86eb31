#pragma once
// Requests that wait until a server of their group has room: how many there are in all threads, and
// whose turn it is. Each thread has a line of its own. Where a server gets room, one thread after
// the other is called, so that none has to wait for the others' lines to end.

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "proxy/queue/queued.h"

namespace sluice {

class GroupLine;

class GroupQueue {
 public:
  // Requests, in all threads. From any thread.
  unsigned waiting() const { return waiting_.load(); }
  // A server has room now. From any thread.
  void CallNext();

 private:
  friend class GroupLine;

  std::atomic<unsigned> waiting_ = 0;
  std::mutex mutex_;
  std::vector<GroupLine*> lines_;  // of all threads
  size_t next_ = 0;                // of them, whose turn it is
};

// Those of one thread, the first first.
class GroupLine {
 public:
  // `wakeup`: ends the thread's wait.
  GroupLine(std::shared_ptr<GroupQueue> queue, int wakeup);
  ~GroupLine();
  GroupLine(const GroupLine&) = delete;
  GroupLine& operator=(const GroupLine&) = delete;

  // One more waits, unless there are `max` already. It is looked at once more in this turn of the
  // loop: room that came before it was in line has called nobody.
  bool TryWait(unsigned max);
  void EndWait();

  // Connections that wait. Each has called TryWait.
  Queue& connections() { return connections_; }
  GroupQueue& queue() { return *queue_; }
  unsigned waiting() const { return waiting_.load(); }  // from any thread

  // A server may have room.
  void Call() { called_ = true; }
  // If so since the last time: `take_turn(Queued&)` of the first, which says whether it has found
  // room and is in line no more, and so on.
  template <class TakeTurn>
  void GiveTurns(TakeTurn&& take_turn) {
    if (!called_.load(std::memory_order_relaxed)) return;
    called_ = false;
    while (!connections_.empty() && take_turn(connections_.front())) continue;
    if (connections_.empty()) queue_->CallNext();  // what it was called for may be left
  }

 private:
  friend class GroupQueue;

  const std::shared_ptr<GroupQueue> queue_;
  const int wakeup_;
  std::atomic<unsigned> waiting_ = 0;
  std::atomic<bool> called_ = false;
  Queue connections_;
};

}  // namespace sluice
