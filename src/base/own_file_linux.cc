#include <stdlib.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <memory>
#include <string_view>

#include "base/own_file.h"

namespace seep {

std::string OwnFolder() {
  std::array<char, PATH_MAX> program;
  const ssize_t size = ::readlink("/proc/self/exe", program.data(), program.size());
  const std::string_view path(program.data(), size > 0 ? static_cast<size_t>(size) : 0);
  return std::string(path.substr(0, path.rfind('/') + 1));
}

std::optional<std::string> FindOwnFile(const std::string& folder, const std::string& name) {
  for (const char* where : {"", "../lib/seep/"}) {
    const std::string path = folder + where + name;
    const std::unique_ptr<char, void (*)(void*)> real(::realpath(path.c_str(), nullptr), ::free);
    if (real) return std::string(real.get());
  }
  return std::nullopt;
}

}  // namespace seep
