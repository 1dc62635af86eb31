// A shared object that is built with its debug information, without it, and with it in another
// file.

#include "probes/capture.h"

namespace library {

// Not exported: its name is in .symtab alone.
[[gnu::noinline, gnu::visibility("hidden")]] void Hidden(probe::CaptureOne* capture) {
  capture("hidden", __LINE__);
  asm volatile("");  // no tail call
}

[[gnu::noinline]] void Exported(probe::CaptureOne* capture) {
  capture("exported", __LINE__);
  asm volatile("");
}

}  // namespace library

extern "C" void probe_library(probe::CaptureOne* capture) {
  library::Exported(capture);
  library::Hidden(capture);
}
