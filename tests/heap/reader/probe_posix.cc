#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <sstream>

#include "heap/reader/probe.h"

namespace seep {
namespace {

struct Pipe {
  UniqueFd reader;
  UniqueFd writer;
};

Pipe MakePipe() {
  std::array<int, 2> ends{-1, -1};
  EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
  return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

}  // namespace

Probe::Probe(const std::string& program, const std::vector<std::string>& arguments) {
  Pipe input = MakePipe();
  Pipe output = MakePipe();
  std::vector<char*> argv{const_cast<char*>(program.c_str())};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, input.reader.get(), STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, output.writer.get(), STDOUT_FILENO);
  const int error = ::posix_spawn(&pid_, program.c_str(), &actions, nullptr, argv.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) {
    pid_ = -1;
    ADD_FAILURE() << program << " does not start: errno " << error;
    return;
  }
  input_ = std::move(input.writer);
  output.writer.Reset();
  ReadUntilReady(output.reader.get());
}

Probe::~Probe() {
  input_.Reset();
  while (pid_ > 0 && ::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void Probe::ReadUntilReady(int output) {
  std::string text;
  std::array<char, 4096> bytes;
  while (!text.ends_with("ready\n")) {
    const ssize_t size = ::read(output, bytes.data(), bytes.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) break;
    text.append(bytes.data(), static_cast<size_t>(size));
  }
  EXPECT_TRUE(text.ends_with("ready\n")) << text;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string name;
    Captured captured;
    words >> name >> std::hex >> captured.return_address >> std::dec;
    for (int number = 0; words >> number;) captured.lines.push_back(number);
    captured_[name] = captured;
  }
}

const Captured& Probe::operator[](const std::string& name) const {
  static const Captured kNothing;
  const auto found = captured_.find(name);
  EXPECT_NE(found, captured_.end()) << name;
  return found == captured_.end() ? kNothing : found->second;
}

std::string Probe::Path(const std::string& name) { return std::string(PROBE_FOLDER) + "/" + name; }

}  // namespace seep
