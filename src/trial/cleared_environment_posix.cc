#include <fmt/format.h>
#include <unistd.h>

#include "base/shell_line.h"
#include "process/launcher.h"
#include "trial/cleared_environment.h"

namespace seep {

Result<> CheckLauncher(const std::vector<std::string>& command) {
  const bool root = ::geteuid() == 0;
  const auto launcher = FindClearingLauncher(command, root);
  if (root || !launcher || !launcher->another_user) return {};
  const std::string as_in =
      launcher->instead.empty() ? "" : fmt::format(": {}", ShellLine(launcher->instead));
  return Fail(ErrorKind::kPermission, Fault::kUser,
              fmt::format("{0} would start the server as another user; Seep could neither read its "
                          "memory nor end it. Have {0} start Seep, and Seep the server{1}",
                          launcher->name, as_in));
}

std::optional<std::string> ClearedEnvironment(const Plan& plan) {
  const auto launcher = FindClearingLauncher(plan.command, ::geteuid() == 0);
  const bool sets_nothing = plan.as_is && plan.heap == HeapMode::kOff;
  if (!launcher || sets_nothing) return std::nullopt;
  return fmt::format(
      "{} starts the server without the variables by which Seep reads its heap: use {}",
      launcher->name, ShellLine(launcher->instead));
}

}  // namespace seep
