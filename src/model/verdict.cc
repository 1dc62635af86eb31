#include "model/verdict.h"

namespace seep {

std::string_view Name(Outcome outcome) {
  switch (outcome) {
    case Outcome::kInconclusive:
      return "INCONCLUSIVE";
    case Outcome::kClean:
      return "CLEAN";
    case Outcome::kLeak:
      return "LEAK";
  }
  return "unknown";
}

std::string_view Name(GrowthLaw law) {
  switch (law) {
    case GrowthLaw::kUnknown:
      return "unknown";
    case GrowthLaw::kFlat:
      return "flat";
    case GrowthLaw::kSustained:
      return "sustained";
    case GrowthLaw::kSlowing:
      return "slowing";
    case GrowthLaw::kLate:
      return "late";
  }
  return "unknown";
}

}  // namespace seep
