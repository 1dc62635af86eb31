// The program from outside: what it prints, what it exits with, what signals do. Needs the program
// sluice beside the test program.

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/fd.h"

namespace sluice {
namespace {

class Program {
 public:
  explicit Program(std::vector<std::string> arguments) {
    const std::string path =
        std::filesystem::read_symlink("/proc/self/exe").parent_path() / "sluice";
    arguments.insert(arguments.begin(), path);
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    std::array<int, 2> pipe{};
    EXPECT_EQ(::pipe2(pipe.data(), O_CLOEXEC), 0);
    output_.Reset(pipe[0]);
    const seep::UniqueFd write_end(pipe[1]);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipe[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, pipe[1], STDERR_FILENO);
    EXPECT_EQ(::posix_spawn(&pid_, path.c_str(), &actions, nullptr, argv.data(), environ), 0)
        << "cannot start " << path << ": build the target sluice";
    posix_spawn_file_actions_destroy(&actions);
  }
  ~Program() {
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
      Wait();
    }
  }

  // Up to and with the next line end, or what there is when the program closes its output.
  std::string ReadLine() {
    std::string line;
    char c = 0;
    while (::read(output_.get(), &c, 1) == 1) {
      line += c;
      if (c == '\n') break;
    }
    return line;
  }
  void Signal(int signal) { ::kill(pid_, signal); }
  // Exit code, or 128 + the signal that ended it.
  int Wait() {
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  pid_t pid_ = 0;
  seep::UniqueFd output_;
};

// The port in the line that says where it listens, "" if it is another line.
std::string PortIn(const std::string& line) {
  const std::string start = "sluice: listening on 127.0.0.1:";
  EXPECT_TRUE(line.starts_with(start)) << line;
  EXPECT_NE(line.find("; at most 100 connections and "), std::string::npos) << line;
  EXPECT_TRUE(line.ends_with(" MiB\n")) << line;
  if (!line.starts_with(start)) return "";
  return line.substr(start.size(), line.find(',') - start.size());
}

const std::vector<std::string> kServe = {"--listen",    "127.0.0.1:0",       "--upstream",
                                         "127.0.0.1:1", "--max-connections", "100"};

TEST(SluiceProgram, SaysWhereItListensAndStopsOnEitherSignal) {
  for (const int signal : {SIGTERM, SIGINT}) {
    Program sluice(kServe);
    EXPECT_NE(PortIn(sluice.ReadLine()), "");
    sluice.Signal(signal);
    EXPECT_EQ(sluice.Wait(), 0);
    EXPECT_EQ(sluice.ReadLine(), "");
  }
}

// A program that has been told to stop while a request is under way, which never ends.
class Stopping {
 public:
  explicit Stopping(const std::vector<std::string>& more = {}) {
    socklen_t length = sizeof at_;
    at_.sin_family = AF_INET;
    at_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::bind(upstream_.get(), reinterpret_cast<sockaddr*>(&at_), sizeof at_), 0);
    EXPECT_EQ(::listen(upstream_.get(), 8), 0);
    ::getsockname(upstream_.get(), reinterpret_cast<sockaddr*>(&at_), &length);
    std::vector<std::string> arguments = {
        "--listen",          "127.0.0.1:0",
        "--upstream",        "127.0.0.1:" + std::to_string(ntohs(at_.sin_port)),
        "--timeout-stop",    "1h",
        "--max-connections", "100"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    program_.emplace(arguments);
    at_.sin_port = htons(static_cast<uint16_t>(std::stoi(PortIn(program_->ReadLine()))));
    EXPECT_TRUE(Connect(client_.get()));
    EXPECT_GT(::send(client_.get(), "GET / HTTP/1.0\r\n\r\n", 18, MSG_NOSIGNAL), 0);
    request_.Reset(::accept(upstream_.get(), nullptr, nullptr));
    EXPECT_TRUE(request_);
    program_->Signal(SIGTERM);
    // It stops to listen first: then the second signal is a second one.
    while (Connect(Socket().get())) continue;
  }
  Program& operator*() { return *program_; }

 private:
  static seep::UniqueFd Socket() {
    return seep::UniqueFd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  }
  bool Connect(int fd) const {
    return ::connect(fd, reinterpret_cast<const sockaddr*>(&at_), sizeof at_) == 0;
  }

  const seep::UniqueFd upstream_ = Socket();
  const seep::UniqueFd client_ = Socket();
  seep::UniqueFd request_;
  sockaddr_in at_{};
  std::optional<Program> program_;
};

TEST(SluiceProgram, EndsAtOnceAtTheSecondSignal) {
  Stopping sluice;
  // What is meant for others of its name ends no request that is under way.
  for (const int signal : {SIGHUP, SIGUSR1, SIGUSR2}) (*sluice).Signal(signal);
  (*sluice).Signal(SIGTERM);
  EXPECT_EQ((*sluice).Wait(), 128 + SIGTERM);
}

TEST(SluiceProgram, OpensItsLogsAgainWhileItStops) {
  const std::filesystem::path log =
      std::filesystem::temp_directory_path() / ("sluice-log-" + std::to_string(::getpid()));
  Stopping sluice({"--access-log", log});
  ASSERT_TRUE(std::filesystem::remove(log));
  (*sluice).Signal(SIGUSR1);
  for (int i = 0; i < 10'000 && !std::filesystem::exists(log); ++i) ::usleep(1'000);
  EXPECT_TRUE(std::filesystem::remove(log));
  (*sluice).Signal(SIGTERM);
  EXPECT_EQ((*sluice).Wait(), 128 + SIGTERM);
}

TEST(SluiceProgram, NamesThePortThatIsTaken) {
  Program first(kServe);
  const std::string port = PortIn(first.ReadLine());
  Program second({"--listen", "127.0.0.1:" + port});
  EXPECT_EQ(second.ReadLine(), "sluice: cannot listen on 127.0.0.1:" + port +
                                   ": Address already in use; stop what listens there or choose "
                                   "another port with --listen\n");
  EXPECT_EQ(second.Wait(), 4);
}

TEST(SluiceProgram, RefusesBadOptionsInOneLine) {
  const std::vector<std::vector<std::string>> cases = {
      {"--bogus"}, {"--upstream", "nowhere"}, {"--access-log", "/nowhere/log"}, {"--threads", "x"}};
  for (const auto& arguments : cases) {
    Program sluice(arguments);
    const std::string line = sluice.ReadLine();
    EXPECT_TRUE(line.starts_with("sluice: ")) << line;
    EXPECT_NE(line.find(arguments.back()), std::string::npos) << line;
    EXPECT_EQ(sluice.ReadLine(), "");
    EXPECT_EQ(sluice.Wait(), 2);
  }
}

}  // namespace
}  // namespace sluice
