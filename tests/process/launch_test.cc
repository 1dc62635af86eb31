#include <arpa/inet.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/fd.h"
#include "process/listen.h"
#include "process/target.h"
#include "wait_for.h"

namespace seep {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;

std::unique_ptr<Target> Start(std::vector<std::string> command, uint16_t port = 0) {
  auto target = Target::Launch({std::move(command), {}, port});
  EXPECT_TRUE(target) << target.error().message;
  return target ? std::move(*target) : nullptr;
}

std::unique_ptr<Target> Shell(const std::string& script, uint16_t port = 0) {
  return Start({"sh", "-c", script}, port);
}

ExitInfo WaitExit(Target& target) {
  std::optional<ExitInfo> info;
  EXPECT_TRUE(WaitFor([&] { return (info = target.Exited()).has_value(); }));
  return info.value_or(ExitInfo{});
}

std::string OutputOf(const std::string& script, uint16_t port = 0) {
  const auto target = Shell(script, port);
  EXPECT_EQ(WaitExit(*target).code, 0);
  return target->OutputTail();
}

class TemporaryFile {
 public:
  TemporaryFile(const std::string& content, mode_t mode) {
    path_ = (std::filesystem::temp_directory_path() / "seep_launch_XXXXXX").string();
    const UniqueFd fd(::mkstemp(path_.data()));
    EXPECT_TRUE(fd);
    std::ofstream(path_) << content;
    EXPECT_EQ(::fchmod(fd.get(), mode), 0);
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

Error LaunchError(std::vector<std::string> command) {
  auto target = Target::Launch({std::move(command), {}, 0});
  EXPECT_FALSE(target);
  return target ? Error{} : target.error();
}

TEST(Launch, NamesACommandThatIsNotInPath) {
  const Error error = LaunchError({"no-such-command-of-seep"});
  EXPECT_EQ(error.kind, ErrorKind::kNotFound);
  EXPECT_EQ(error.fault, Fault::kUser);
  EXPECT_THAT(error.message, AllOf(HasSubstr("no-such-command-of-seep"), HasSubstr("PATH")));
}

TEST(Launch, NamesAFileThatIsMissing) {
  const Error error = LaunchError({"/no/such/file"});
  EXPECT_EQ(error.kind, ErrorKind::kNotFound);
  EXPECT_THAT(error.message, HasSubstr("/no/such/file"));
}

TEST(Launch, RefusesAFileThatMayNotBeExecuted) {
  const TemporaryFile file("#!/bin/sh\n", 0600);
  const Error error = LaunchError({file.path()});
  EXPECT_EQ(error.kind, ErrorKind::kPermission);
  EXPECT_THAT(error.message, AllOf(HasSubstr(file.path()), HasSubstr("chmod +x")));
}

TEST(Launch, RefusesADirectory) {
  const Error error = LaunchError({"/tmp"});
  EXPECT_EQ(error.kind, ErrorKind::kPermission);
  EXPECT_THAT(error.message, HasSubstr("directory"));
}

TEST(Launch, ReportsWhatExecveSays) {
  const TemporaryFile no_program("neither a program nor a script", 0700);
  const Error error = LaunchError({no_program.path()});
  EXPECT_EQ(error.sys_errno, ENOEXEC);
  EXPECT_THAT(error.message, HasSubstr("#!"));

  const TemporaryFile no_interpreter("#!/no/such/interpreter\n", 0700);
  EXPECT_THAT(LaunchError({no_interpreter.path()}).message, HasSubstr("interpreter"));
}

TEST(Launch, RefusesAnEmptyCommand) {
  EXPECT_EQ(LaunchError({}).kind, ErrorKind::kBadInput);
  EXPECT_EQ(LaunchError({""}).kind, ErrorKind::kBadInput);
}

TEST(Launch, ReportsTheExitStatus) {
  const auto target = Shell("exit 7");
  const ExitInfo info = WaitExit(*target);
  EXPECT_FALSE(info.signaled);
  EXPECT_EQ(info.code, 7);
  EXPECT_FALSE(info.survivors);
  EXPECT_EQ(info.Describe(), "exited with status 7");
}

TEST(Launch, ReportsTheSignalThatKilledIt) {
  const auto target = Shell("kill -SEGV $$");
  const ExitInfo info = WaitExit(*target);
  EXPECT_TRUE(info.signaled);
  EXPECT_EQ(info.Describe(), "was killed by signal 11 (Segmentation fault)");
}

TEST(Launch, HasNotExitedWhileItRuns) {
  const auto target = Shell("echo up; exec sleep 1000");
  ASSERT_TRUE(WaitFor([&] { return target->OutputTail() == "up\n"; }));
  EXPECT_FALSE(target->Exited());
  EXPECT_EQ(target->Tree(), std::vector<pid_t>{target->pid()});
}

TEST(Launch, ReplacesThePortInEveryWordAndSetsPort) {
  const auto target = Start({"sh", "-c", "echo $PORT {port} $0 $1", "a{port}", "{port}{port}"}, 80);
  WaitExit(*target);
  EXPECT_EQ(target->OutputTail(), "80 80 a80 8080\n");
}

TEST(Launch, LeavesThePortMarkAloneWithoutAPort) {
  EXPECT_EQ(OutputOf("echo '{port}'"), "{port}\n");
}

TEST(Launch, AddsToTheEnvironmentAndReplaces) {
  auto target = Target::Launch(
      {{"sh", "-c", "echo $A $HOME ${PATH:+path}"}, {{"A", "1"}, {"HOME", "/elsewhere"}}, 0});
  ASSERT_TRUE(target);
  WaitExit(**target);
  EXPECT_EQ((*target)->OutputTail(), "1 /elsewhere path\n");
}

TEST(Launch, KeepsStandardOutputAndErrorInOrder) {
  EXPECT_EQ(OutputOf("echo one; echo two >&2; echo three"), "one\ntwo\nthree\n");
}

TEST(Launch, KeepsTheLastPartOfALongOutput) {
  const std::string tail =
      OutputOf("i=0; while [ $i -lt 30000 ]; do echo line $i; i=$((i+1)); done");
  EXPECT_EQ(tail.size(), 64u * 1024);
  EXPECT_THAT(tail, EndsWith("line 29998\nline 29999\n"));
}

TEST(Launch, GivesTheTargetNothingButStandardStreams) {
  const UniqueFd inheritable(::open("/dev/null", O_RDONLY));  // not close-on-exec, on purpose
  ASSERT_TRUE(inheritable);
  EXPECT_EQ(OutputOf("ls /proc/$$/fd; readlink /proc/$$/fd/0"), "0\n1\n2\n/dev/null\n");
}

TEST(Launch, GivesTheTargetDefaultSignalsAndAGroupOfItsOwn) {
  sigset_t interrupt;
  sigset_t before;
  ::sigemptyset(&interrupt);
  ::sigaddset(&interrupt, SIGINT);
  ::pthread_sigmask(SIG_BLOCK, &interrupt, &before);
  const auto ignored = ::signal(SIGPIPE, SIG_IGN);
  const auto target = Shell("grep -E 'Sig(Blk|Ign)' /proc/self/status; exec sleep 1000");
  ::signal(SIGPIPE, ignored);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  const std::string expected = "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n";
  EXPECT_TRUE(WaitFor([&] { return target->OutputTail() == expected; })) << target->OutputTail();
  EXPECT_EQ(ReadProcStat(target->pid())->group, target->pid());
}

TEST(FreePort, IsAPortThatCanBeUsed) {
  const auto port = FreePort();
  ASSERT_TRUE(port);
  EXPECT_GT(*port, 1023);
}

TEST(PortTaken, AsksTheAddressesOfTheHostAndNoOthers) {
  const UniqueFd other(::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_addr = in6addr_loopback;
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  ASSERT_EQ(::bind(other.get(), generic, size), 0);
  ASSERT_EQ(::listen(other.get(), 8), 0);
  ASSERT_EQ(::getsockname(other.get(), generic, &size), 0);
  const uint16_t port = ntohs(address.sin6_port);
  EXPECT_TRUE(PortTaken({.host = "::1", .port = port}));
  EXPECT_FALSE(PortTaken({.host = "127.0.0.1", .port = port}));
}

TEST(FreePort, IsNoneThatAnOutgoingConnectionCouldGet) {
  int first = 0;
  ASSERT_TRUE(std::ifstream("/proc/sys/net/ipv4/ip_local_port_range") >> first);
  if (first <= 11'000) GTEST_SKIP() << "nearly every port is one";
  for (int i = 0; i < 20; ++i) EXPECT_LT(FreePort().value_or(0), first);
}

}  // namespace
}  // namespace seep
