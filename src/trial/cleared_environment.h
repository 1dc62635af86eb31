#pragma once
// A server that is started by sudo and the like, without what Seep sets in its environment.

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "model/plan.h"

namespace seep {

// Error kPermission, fault kUser: the command would run as another user, and Seep, which is not
// root, could neither read its memory nor end it. Says what to type instead.
[[nodiscard]] Result<> CheckLauncher(const std::vector<std::string>& command);

// What the reader of a run should know: nothing was counted inside the server, since its launcher
// clears the environment; and what to type instead. Nothing where nothing is set in it.
std::optional<std::string> ClearedEnvironment(const Plan& plan);

}  // namespace seep
