#pragma once
// A part of a run with a purpose of its own.

#include <cstdint>

#include "trial/rig.h"

namespace seep {

// What comes after a phase.
enum class Next : uint8_t {
  kOn,        // the next of the list
  kMeasure,   // more rounds: what was taken for a verdict is none any more
  kConclude,  // nothing more is to be asked
  kEnd,       // the run has failed, or was stopped
};

// Each header says what the phase sends, what evidence it adds, and when it is over.
class Phase {
 public:
  Phase() = default;
  Phase(const Phase&) = delete;
  Phase& operator=(const Phase&) = delete;
  virtual ~Phase() = default;

  // From its first request to its last reading. A phase whose question does not arise sends nothing
  // and goes on.
  virtual Next Run(Rig& rig) = 0;
};

}  // namespace seep
