#include "trial/rounds.h"

#include <memory>
#include <vector>

#include "base/check.h"
#include "trial/phases/conclude.h"
#include "trial/phases/confirm.h"
#include "trial/phases/mappings.h"
#include "trial/phases/measure.h"
#include "trial/phases/phase.h"
#include "trial/phases/probe.h"
#include "trial/phases/sites.h"
#include "trial/phases/trim.h"
#include "trial/phases/waits.h"
#include "trial/rig.h"

namespace seep {
namespace {

class Phases {
 public:
  Phases() {
    Add<ProbePhase>();
    measure_ = Add<MeasurePhase>();
    Add<WaitsPhase>();
    Add<ConfirmPhase>();
    Add<MappingsPhase>();
    Add<SitesPhase>();
    Add<TrimPhase>();
    conclude_ = Add<ConcludePhase>();
  }

  void Run(Rig& rig) {
    for (size_t at = 0; at < phases_.size();) at = After(at, phases_[at]->Run(rig));
  }

 private:
  template <class Kind>
  size_t Add() {
    phases_.push_back(std::make_unique<Kind>());
    return phases_.size() - 1;
  }

  size_t After(size_t at, Next next) const {
    switch (next) {
      case Next::kOn:
        return at + 1;
      case Next::kMeasure:
        return measure_;
      case Next::kConclude:
        return conclude_;
      case Next::kEnd:
        return phases_.size();
    }
    CHECK(false);
  }

  std::vector<std::unique_ptr<Phase>> phases_;
  size_t measure_ = 0;
  size_t conclude_ = 0;
};

}  // namespace

void RunRounds(const Plan& plan, const Equipment& equipment, const std::stop_token& stop,
               const ProgressFn& progress, RunResult& result) {
  Rig rig(plan, equipment, stop, progress, result);
  Phases().Run(rig);
  result.interrupted = rig.Stopped();
  result.seconds = rig.Elapsed();
}

}  // namespace seep
