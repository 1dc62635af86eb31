#pragma once
// Does what was seen growing stand?

#include <memory>
#include <vector>

#include "trial/phases/phase.h"

namespace seep {

// Sends: what the phases of its list send, one after another.
// Adds: what growth follows, and whether it goes on when asked otherwise.
// Over: when all of them are. A LEAK that is none any more goes back to measuring.
class ConfirmPhase : public Phase {
 public:
  ConfirmPhase();
  Next Run(Rig& rig) override;

 private:
  std::vector<std::unique_ptr<Phase>> questions_;
};

}  // namespace seep
