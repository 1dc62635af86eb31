#include "model/finding.h"

namespace seep {

std::string_view Name(Usable usable) {
  switch (usable) {
    case Usable::kYes:
      return "ok";
    case Usable::kPartly:
      return "partly";
    case Usable::kNo:
      return "no";
  }
  return "unknown";
}

}  // namespace seep
