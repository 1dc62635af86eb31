#pragma once

#include <string>
#include <utility>

#include "base/error.h"

namespace sluice {

// What is wrong with an option, and what to give instead.
inline tl::unexpected<seep::Error> BadOption(std::string message) {
  return seep::Fail(seep::ErrorKind::kBadInput, seep::Fault::kUser, std::move(message));
}

}  // namespace sluice
