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

TEST(SluiceProgram, EndsAtOnceAtTheSecondSignal) {
  // Accepts and never answers, so that a request stays under way.
  const seep::UniqueFd upstream(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof at;
  ASSERT_EQ(::bind(upstream.get(), reinterpret_cast<sockaddr*>(&at), sizeof at), 0);
  ASSERT_EQ(::listen(upstream.get(), 8), 0);
  ::getsockname(upstream.get(), reinterpret_cast<sockaddr*>(&at), &length);
  Program sluice({"--listen", "127.0.0.1:0", "--upstream",
                  "127.0.0.1:" + std::to_string(ntohs(at.sin_port)), "--timeout-stop", "1h",
                  "--max-connections", "100"});
  const std::string port = PortIn(sluice.ReadLine());
  at.sin_port = htons(static_cast<uint16_t>(std::stoi(port)));
  const seep::UniqueFd client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  ASSERT_EQ(::connect(client.get(), reinterpret_cast<sockaddr*>(&at), sizeof at), 0);
  ASSERT_GT(::send(client.get(), "GET / HTTP/1.0\r\n\r\n", 18, MSG_NOSIGNAL), 0);
  const seep::UniqueFd request(::accept(upstream.get(), nullptr, nullptr));
  ASSERT_TRUE(request);
  sluice.Signal(SIGTERM);
  // It stops to listen first: then the second signal is a second one.
  for (;;) {
    const seep::UniqueFd probe(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (::connect(probe.get(), reinterpret_cast<sockaddr*>(&at), sizeof at) != 0) break;
  }
  // What is meant for others of its name ends no request that is under way.
  for (const int signal : {SIGHUP, SIGUSR1, SIGUSR2}) sluice.Signal(signal);
  sluice.Signal(SIGTERM);
  EXPECT_EQ(sluice.Wait(), 128 + SIGTERM);
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
