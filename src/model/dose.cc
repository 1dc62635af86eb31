#include "model/dose.h"

namespace seep {

std::string_view Name(Driver driver) {
  switch (driver) {
    case Driver::kUnknown:
      return "unknown";
    case Driver::kRequest:
      return "request";
    case Driver::kConnection:
      return "connection";
    case Driver::kKeptAlive:
      return "kept_alive_request";
    case Driver::kTraffic:
      return "traffic";
    case Driver::kTime:
      return "time";
    case Driver::kMixed:
      return "mixed";
  }
  return "unknown";
}

}  // namespace seep
