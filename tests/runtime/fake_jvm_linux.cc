#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>

#include "runtime/fake_jvm.h"

namespace seep {
namespace {

using std::string_literals::operator""s;

std::string SocketPath(pid_t pid) { return "/tmp/.java_pid" + std::to_string(pid); }

[[noreturn]] void Serve(const FakeJvm::Answer& answer) {
  const std::string path = SocketPath(::getpid());
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  ::unlink(path.c_str());  // of an earlier process with this number
  const int listener = ::socket(AF_UNIX, SOCK_STREAM, 0);
  if (::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener, 5) != 0) {
    ::_exit(3);
  }
  for (;;) {
    const int socket = ::accept(listener, nullptr, nullptr);
    std::string request;
    char byte = 0;
    while (!request.ends_with("\0\0\0"s) && ::read(socket, &byte, 1) == 1) request += byte;
    if (!request.empty()) answer(socket, request);
    ::close(socket);
  }
}

[[noreturn]] void Live(const std::string& folder, const FakeJvm::Answer& answer, bool catches_quit,
                       int ready) {
  sigset_t quit;
  sigemptyset(&quit);
  sigaddset(&quit, SIGQUIT);
  if (catches_quit) {
    ::signal(SIGQUIT, [](int) { ::_exit(4); });
    ::sigprocmask(SIG_BLOCK, &quit, nullptr);
  }
  if (::chdir(folder.c_str()) != 0 || ::write(ready, "r", 1) != 1) ::_exit(1);
  int number = 0;
  ::sigwait(&quit, &number);
  if (::access((".attach_pid" + std::to_string(::getpid())).c_str(), F_OK) != 0) ::_exit(2);
  ::sigprocmask(SIG_UNBLOCK, &quit, nullptr);
  Serve(answer);
}

}  // namespace

void FakeJvm::Send(int socket, const std::string& text) {
  size_t sent = 0;
  while (sent < text.size()) {
    const ssize_t size = ::send(socket, &text[sent], text.size() - sent, MSG_NOSIGNAL);
    if (size <= 0) return;
    sent += static_cast<size_t>(size);
  }
}

FakeJvm::FakeJvm(const std::string& folder, const Answer& answer, bool catches_quit) {
  int ready[2];
  EXPECT_EQ(::pipe(ready), 0);
  pid_ = ::fork();
  if (pid_ == 0) Live(folder, answer, catches_quit, ready[1]);
  ::close(ready[1]);
  char byte = 0;
  EXPECT_EQ(::read(ready[0], &byte, 1), 1);
  ::close(ready[0]);
  jvm_.pid = pid_;
  jvm_.status = JvmStatusNow(pid_).value_or(JvmStatus());
  jvm_.handle.Reset(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
}

FakeJvm::~FakeJvm() {
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  ::unlink(SocketPath(pid_).c_str());
}

bool FakeJvm::Lives() const {
  siginfo_t info{};
  return ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         info.si_pid == 0;
}

}  // namespace seep
