#include <seep/leak_test.h>

#include <stdexcept>

#include "leak_test/program.h"
#include "leak_test/run_seep.h"

namespace seep {

Command& Command::Path(std::string path) { return Option("--path").Option(std::move(path)); }

Command& Command::Requests(uint64_t most) { return Option("-n").Option(std::to_string(most)); }

Command& Command::Time(std::chrono::milliseconds most) {
  return Option("--time").Option(std::to_string(most.count()) + "ms");
}

Command& Command::Connections(unsigned count) {
  return Option("--connections").Option(std::to_string(count));
}

Command& Command::Option(std::string word) {
  if (word == "--" || word == "--json" || word.compare(0, 7, "--json=") == 0) {
    throw std::invalid_argument(
        "seep::Command: Option(\"" + word + "\") is not possible: " +
        (word == "--" ? "give the server's command to the constructor" : "use Json(path)"));
  }
  options_.push_back(std::move(word));
  return *this;
}

Command& Command::Environment(std::string name, std::string value) {
  if (name.empty() || name.find('=') != std::string::npos) {
    throw std::invalid_argument("seep::Command: Environment(\"" + name +
                                "\", …): it has to be the name of a variable, such as \"LEAK\"");
  }
  environment_.emplace_back(std::move(name), std::move(value));
  return *this;
}

Command& Command::Folder(std::string path) {
  folder_ = std::move(path);
  return *this;
}

Command& Command::Json(std::string path) {
  json_ = std::move(path);
  return *this;
}

namespace leak_test {

LeakResult RunCommand(const Command& command, const std::string& packaged_program) {
  if (command.words().empty() || command.words().front().empty()) {
    throw std::invalid_argument(
        "seep::Command: it is empty; its first word has to be a program, such as \"./server\"");
  }
  SeepRun run{"run", command.options(), command.folder(), command.environment(), command.json()};
  run.words.emplace_back("--");
  run.words.insert(run.words.end(), command.words().begin(), command.words().end());
  return RunSeep(FindProgram(packaged_program), run);
}

}  // namespace leak_test
}  // namespace seep
