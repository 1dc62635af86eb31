#pragma once
// Asks the runtimes in the target's processes what lives in their heaps, behind one interface: the
// real thing, or a fake in tests. Node.js is the one runtime so far.

#include <sys/types.h>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "model/runtime.h"

namespace seep {

class RuntimeMeter {
 public:
  virtual ~RuntimeMeter() = default;

  // The socket's file: who outlives Seep removes it.
  virtual const std::string& Path() const = 0;

  // What the target is started with, so that its runtimes answer: NODE_OPTIONS (behind what the
  // user has there) and the path of the socket.
  virtual std::vector<std::pair<std::string, std::string>> Environment() const = 0;

  // Has each of these processes collect garbage and say what lives, at a quiet moment. Blocks until
  // all have answered, or for 500 ms: who does not answer in time is never asked again. Nothing
  // when there is no such runtime among them.
  virtual std::optional<RuntimeHeap> Read(std::span<const pid_t> pids) = 0;
};

// Makes the socket in $TMPDIR or /tmp; it is removed when the meter is destroyed. Errors: kNotFound
// (the hook is neither beside the program nor in ../lib/seep), kIo.
[[nodiscard]] Result<std::unique_ptr<RuntimeMeter>> MakeNodeMeter();

}  // namespace seep
