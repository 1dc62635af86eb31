#include "seep/project/new_project.h"

#include <fmt/format.h>

#include "report/fit.h"

namespace seep {
namespace {

// A basic string of TOML 1.0.
std::string Quoted(const std::string& word) {
  std::string quoted = "\"";
  for (const char c : ValidUtf8(word)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') quoted += '\\';
    if (byte < 0x20 || byte == 0x7f)
      quoted += fmt::format("\\u{:04X}", byte);
    else
      quoted += c;
  }
  return quoted + "\"";
}

}  // namespace

std::string NewProject(std::span<const std::string> command) {
  std::string words;
  for (const std::string& word : command) words += (words.empty() ? "" : ", ") + Quoted(word);
  return fmt::format(
      R"(# The servers that `seep test` runs, one after the other. `seep run web` runs this one.
# Keys are the options of `seep run --help-all`, without their dashes. Paths are relative to this file.

[server.web]
command = [{}]

# What the server does most. {{rand:100}} makes a hundred different requests of it.
# path = "/api/items?page={{rand:100}}"
# header = ["Accept: application/json"]

# What is started before it, and not measured.
# with = ["my-database --port {{port2}}"]
# env = {{ NODE_ENV = "production" }}

# More evidence, where the verdict is INCONCLUSIVE.
# time = "1m"

# A leak that is known: it may not become worse. `seep test --update-baselines` writes the file.
# baseline = "web.json"
)",
      words);
}

}  // namespace seep
