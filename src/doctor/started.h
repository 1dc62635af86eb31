#pragma once
// Programs that are started only to be looked at.

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "process/target.h"

namespace seep {

// What a program writes until it has ended, at most for so long; nothing where it cannot be
// started, does not end, or ends with another status than 0.
std::optional<std::string> OutputOf(std::vector<std::string> command, milliseconds most,
                                    const std::stop_token& stop);

// Asks again and again until it holds, at most for so long. False when it never did.
bool WaitUntil(const std::function<bool()>& holds, milliseconds most, const std::stop_token& stop);

}  // namespace seep
