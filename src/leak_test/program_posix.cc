#include <seep/leak_test.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "leak_test/program.h"

namespace seep::leak_test {
namespace {

constexpr char kHow[] =
    "Install Seep (its README.md, \"Build and install\"), or set SEEP to the path of the program";

bool IsProgram(const std::string& path) {
  return access(path.c_str(), X_OK) == 0 && !std::filesystem::is_directory(path);
}

std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// The server may be started in another folder.
std::string Absolute(const std::string& path) { return std::filesystem::absolute(path).string(); }

// Empty: it is not there.
std::string FoundOnPath(const std::string& name) {
  std::istringstream folders(Variable("PATH"));
  for (std::string folder; std::getline(folders, folder, ':');) {
    const std::string path = (folder.empty() ? "." : folder) + "/" + name;
    if (IsProgram(path)) return Absolute(path);
  }
  return "";
}

}  // namespace

std::string FindProgram(const std::string& packaged) {
  const std::string named = Variable("SEEP");
  if (!named.empty()) {
    const std::string path = named.find('/') == std::string::npos ? FoundOnPath(named) : named;
    if (!path.empty() && IsProgram(path)) return Absolute(path);
    throw LeakTestError(LeakTestError::Kind::kNotFound,
                        "SEEP is " + named + ", which is no program that can be started. " + kHow);
  }
  if (!packaged.empty() && IsProgram(packaged)) return packaged;
  const std::string path = FoundOnPath("seep");
  if (!path.empty()) return path;
  const std::string elsewhere = packaged.empty() ? "" : ", nor is it at " + packaged;
  throw LeakTestError(LeakTestError::Kind::kNotFound,
                      "there is no program seep on PATH" + elsewhere + ". " + kHow);
}

}  // namespace seep::leak_test
