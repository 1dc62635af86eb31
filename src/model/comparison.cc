#include "model/comparison.h"

namespace seep {

std::string_view Name(Change change) {
  switch (change) {
    case Change::kInconclusive:
      return "INCONCLUSIVE";
    case Change::kNotWorse:
      return "NOT WORSE";
    case Change::kWorse:
      return "WORSE";
  }
  return "unknown";
}

}  // namespace seep
