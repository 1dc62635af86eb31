#pragma once
// Whether memory can be read here: tried on a program that is started for it.

#include <stop_token>

#include "model/finding.h"

namespace seep {

// Starts `sleep` as a server would be started, and reads what the meters read of a server: its
// memory, its live heap, its memory as a Go program's heap is read. Then what Seep may read of
// processes that it has not started.
Examination ExamineMeasuring(const std::stop_token& stop);

}  // namespace seep
