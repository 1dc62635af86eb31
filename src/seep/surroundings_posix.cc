#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "seep/surroundings.h"

namespace seep {

Result<InSurroundings> InSurroundings::Enter(const Surroundings& surroundings) {
  InSurroundings in;
  if (!surroundings.folder.empty()) {
    std::error_code unknown;
    const std::string before = std::filesystem::current_path(unknown);
    if (::chdir(surroundings.folder.c_str()) != 0) {
      const int error = errno;
      return Fail(error == EACCES ? ErrorKind::kPermission : ErrorKind::kNotFound, Fault::kUser,
                  fmt::format("cannot enter {}: {}", surroundings.folder, ErrnoText(error)), error);
    }
    in.folder_before_ = before;
  }
  for (const auto& [name, value] : surroundings.environment) {
    const char* before = std::getenv(name.c_str());
    in.variables_.push_back({name, before == nullptr ? "" : before, before != nullptr});
    ::setenv(name.c_str(), value.c_str(), 1);
  }
  return in;
}

InSurroundings::InSurroundings(InSurroundings&& other) noexcept
    : folder_before_(std::exchange(other.folder_before_, {})),
      variables_(std::exchange(other.variables_, {})) {}

InSurroundings::~InSurroundings() {
  // The last first, should a name be there twice.
  for (auto variable = variables_.rbegin(); variable != variables_.rend(); ++variable) {
    if (variable->was_set)
      ::setenv(variable->name.c_str(), variable->value.c_str(), 1);
    else
      ::unsetenv(variable->name.c_str());
  }
  // Where the folder is gone there is nowhere to go back to.
  std::error_code gone;
  if (!folder_before_.empty()) std::filesystem::current_path(folder_before_, gone);
}

}  // namespace seep
