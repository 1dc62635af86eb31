#include "model/run_result.h"

namespace seep {

std::string_view Name(Meter meter) {
  switch (meter) {
    case Meter::kHeldBytes:
      return "held_bytes";
    case Meter::kDescriptors:
      return "descriptors";
    case Meter::kThreads:
      return "threads";
  }
  return "unknown";
}

std::string_view Title(Meter meter) {
  switch (meter) {
    case Meter::kHeldBytes:
      return "anonymous memory";
    case Meter::kDescriptors:
      return "file descriptors";
    case Meter::kThreads:
      return "threads";
  }
  return "unknown";
}

std::string_view Unit(Meter meter) {
  switch (meter) {
    case Meter::kHeldBytes:
      return "B";
    case Meter::kDescriptors:
      return "descriptor";
    case Meter::kThreads:
      return "thread";
  }
  return "";
}

double Read(Meter meter, const Sample& sample) {
  switch (meter) {
    case Meter::kHeldBytes:
      return static_cast<double>(sample.Memory().Held());
    case Meter::kDescriptors:
      return static_cast<double>(sample.Descriptors().Total());
    case Meter::kThreads:
      return static_cast<double>(sample.Threads());
  }
  return 0;
}

}  // namespace seep
