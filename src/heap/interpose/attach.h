#pragma once
// Joining the memory that Seep shares with us.

namespace seep::heap {

// Maps the file that SEEP_HEAP_REGION names and claims a slot, so that Seep sees the process before
// it allocates. When anything is missing the process stays passive. Once a process.
void Attach() noexcept;

}  // namespace seep::heap
