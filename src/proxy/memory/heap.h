#pragma once

namespace sluice {

// Gives what is free in the C library's heap back to the system, where that can be asked for. Takes
// milliseconds for some tens of MiB.
void TrimHeap();

}  // namespace sluice
