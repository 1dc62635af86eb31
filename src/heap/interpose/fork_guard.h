#pragma once
// Noticing that this process is a child.

namespace seep::heap {

// From now on State::unforked and State::calm are 0 in every child. False if there is no way to
// have that.
bool GuardAgainstFork() noexcept;

}  // namespace seep::heap
