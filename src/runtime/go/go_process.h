#pragma once
// A running Go program, and what lives in its heap. Nothing is prepared in it: its memory is read,
// and runtime.forcegcperiod, the time after which the runtime collects by itself, is made short.
// gcController.heapMarked then says to the byte what the last collection found alive.

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/error.h"
#include "runtime/go/collection_period.h"
#include "runtime/go/heap_counts.h"
#include "runtime/go/layout.h"
#include "runtime/go/places.h"
#include "runtime/go/target_memory.h"

namespace seep {

struct GoReading {
  int64_t live_bytes = 0;          // of the heap's objects, after full collections
  std::optional<int64_t> objects;  // nothing: not found, or it allocated all the time
  std::optional<int64_t>
      goroutines;      // living, the runtime's own few among them; nothing: not found
  double seconds = 0;  // that the reading took
};

enum class GoroutineState {
  kEnded,   // kept to be used again
  kStands,  // waits, or is in a system call
  kRuns,    // or is about to
};

// From one thread.
class GoProcess {
 public:
  // nullptr when the program is none of Go's. Error kUnsupported (of a version that is not known,
  // or stripped and not found), kPermission, kExited, fault kEnvironment: one line that says why a
  // Go program cannot be read and what would help.
  [[nodiscard]] static Result<std::unique_ptr<GoProcess>> Open(pid_t pid);
  ~GoProcess();  // puts back what was there
  GoProcess(const GoProcess&) = delete;
  GoProcess& operator=(const GoProcess&) = delete;

  // Waits for collections that began after the call, so that it has to be quiet. A reading takes up
  // to half of Period() and some 30 ms, and three collections. Errors: kTimeout, kExited,
  // kUnsupported (the program has switched its collector off).
  [[nodiscard]] Result<GoReading> Read(milliseconds patience);

  // Living ones, the runtime's own few among them, as they are now. Nothing when they are not
  // found, or were not counted in time.
  std::optional<int64_t> Goroutines(milliseconds patience) const;

  // At most this long passes between two collections while nothing is read: 50 ms, or longer where
  // collections are dear.
  nanoseconds Period() const { return period_.Now(); }

  // With the address of its runtime.g and its state. False when they were not read by the deadline,
  // or are not found (places()).
  bool ForEachGoroutine(TimePoint deadline,
                        const std::function<void(uint64_t, GoroutineState)>& take) const;

  pid_t pid() const { return pid_; }
  const std::string& name() const { return name_; }  // of the program: "server"
  const GoLayout& layout() const { return layout_; }
  const GoPlaces& places() const { return places_; }
  const TargetMemory& memory() const { return memory_; }

 private:
  GoProcess(pid_t pid, std::string name, const GoLayout& layout, const GoPlaces& places,
            const GoObjectCounter& objects, TargetMemory memory, int64_t own_period);

  Error Failed(ErrorKind kind, const std::string& why) const;
  std::optional<int64_t> Collections(int wanted, TimePoint deadline) const;
  std::optional<int64_t> CountLater(TimePoint deadline);
  bool CountGoroutines(TimePoint deadline, GoReading& reading) const;
  void SetPeriod(nanoseconds period) const;
  void CollectFirst() const;

  pid_t pid_;
  std::string name_;
  GoLayout layout_;
  GoPlaces places_;
  GoObjectCounter objects_;
  TargetMemory memory_;
  nanoseconds own_period_;  // what was there
  GoCollectionPeriod period_;
};

}  // namespace seep
