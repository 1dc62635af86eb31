#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <utility>

#include "process/command.h"

namespace seep {
namespace {

// 0, or the errno that says why the file cannot be executed.
int CannotExecute(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return errno;
  if (S_ISDIR(info.st_mode)) return EISDIR;
  return ::access(path.c_str(), X_OK) == 0 ? 0 : errno;
}

tl::unexpected<Error> CannotStart(const std::string& path, int error) {
  if (error == ENOENT || error == ENOTDIR) {
    return Fail(ErrorKind::kNotFound, Fault::kUser,
                fmt::format("cannot start {}: there is no such file", path), error);
  }
  const char* advice = error == EISDIR   ? "it is a directory"
                       : error == EACCES ? "it may not be executed (chmod +x makes it executable)"
                                         : nullptr;
  return Fail(ErrorKind::kPermission, Fault::kUser,
              fmt::format("cannot start {}: {}", path, advice ? advice : ErrnoText(error)), error);
}

// As execvp(3) searches, but with the PATH that the command will see.
Result<std::string> FindProgram(const std::string& name, std::string_view path) {
  if (name.find('/') != std::string::npos) {
    if (const int error = CannotExecute(name)) return CannotStart(name, error);
    return name;
  }
  std::string refused;
  for (std::string_view rest = path;;) {
    const size_t end = rest.find(':');
    const std::string folder(rest.substr(0, end));
    const std::string candidate = (folder.empty() ? "." : folder) + "/" + name;
    const int error = CannotExecute(candidate);
    if (error == 0) return candidate;
    if (error == EACCES && refused.empty()) refused = candidate;
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  if (!refused.empty()) return CannotStart(refused, EACCES);
  return Fail(ErrorKind::kNotFound, Fault::kUser,
              fmt::format("cannot start {}: no program of this name in PATH ({})", name, path),
              ENOENT);
}

std::string WithPort(std::string word, uint16_t port) {
  static constexpr std::string_view kMark = "{port}";
  const std::string number = std::to_string(port);
  for (size_t at = word.find(kMark); at != std::string::npos; at = word.find(kMark, at)) {
    word.replace(at, kMark.size(), number);
  }
  return word;
}

void SetVariable(std::vector<std::string>& environment, const std::string& name,
                 const std::string& value) {
  const std::string start = name + "=";
  std::erase_if(environment, [&](const std::string& entry) { return entry.starts_with(start); });
  environment.push_back(start + value);
}

std::string_view Variable(const std::vector<std::string>& environment, std::string_view start) {
  for (const std::string& entry : environment) {
    if (entry.starts_with(start)) return std::string_view(entry).substr(start.size());
  }
  return {};
}

}  // namespace

Result<Command> PrepareCommand(const LaunchSpec& spec) {
  if (spec.command.empty() || spec.command.front().empty()) {
    return Fail(ErrorKind::kBadInput, Fault::kUser, "there is no command to start");
  }
  Command command;
  for (const std::string& word : spec.command) {
    command.words.push_back(spec.port == 0 ? word : WithPort(word, spec.port));
  }
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    command.environment.emplace_back(*entry);
  }
  if (spec.port != 0) SetVariable(command.environment, "PORT", std::to_string(spec.port));
  for (const auto& [name, value] : spec.environment) SetVariable(command.environment, name, value);

  std::string_view path = Variable(command.environment, "PATH=");
  if (path.empty()) path = "/usr/local/bin:/usr/bin:/bin";  // as confstr(_CS_PATH), and local
  auto program = FindProgram(command.words.front(), path);
  if (!program) return tl::unexpected(std::move(program.error()));
  command.path = std::move(*program);
  return command;
}

}  // namespace seep
