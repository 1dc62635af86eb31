#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "runtime/jvm/jvm_attach.h"

namespace seep {
namespace {

constexpr milliseconds kSocketLook{2};  // between two looks for the socket: it takes some ms

// What has to be over by `end`.
struct Question {
  const JvmProcess& jvm;
  std::string_view what;
  milliseconds patience;
  TimePoint end = Clock::now() + patience;

  int MillisecondsLeft() const {
    const auto left = std::chrono::ceil<milliseconds>(end - Clock::now()).count();
    return static_cast<int>(std::max<milliseconds::rep>(left, 0));
  }
};

tl::unexpected<Error> Failed(const Question& question, ErrorKind kind, Fault fault,
                             std::string_view what, int error = 0) {
  return Fail(
      kind, fault,
      fmt::format("the JVM (pid {}) was asked for {}, and {}{}{}", question.jvm.pid, question.what,
                  what, error != 0 ? ": " : "", error != 0 ? ErrnoText(error) : ""),
      error);
}

tl::unexpected<Error> TooLate(const Question& question) {
  return Failed(question, ErrorKind::kTimeout, Fault::kTarget,
                fmt::format("did not answer within {} ms: it hangs, or its heap is very large",
                            question.patience.count()));
}

// Waits a little for its end. One that its parent has not waited for has ended as well.
bool Ends(const JvmProcess& jvm, milliseconds wait) {
  pollfd handle{jvm.handle.get(), POLLIN, 0};  // without one, before Linux 5.3, it is left out
  if (::poll(&handle, 1, static_cast<int>(wait.count())) == 1) return true;
  return ::kill(jvm.pid, 0) != 0 && errno == ESRCH;
}

// For as long as the JVM is to look for it.
class AttachFile {
 public:
  // In its working folder or, when nothing can be written there, in its /tmp. One that is there
  // already is another's, and does as well.
  explicit AttachFile(const JvmProcess& jvm)
      : name_(fmt::format(".attach_pid{}", jvm.status.inside)) {
    for (const char* folder : {"cwd", "root/tmp"}) {
      const std::string path = fmt::format("/proc/{}/{}", jvm.pid, folder);
      // Held open: the file can be removed when the process is gone.
      folder_.Reset(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
      if (!folder_) continue;
      const int flags = O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW;
      const UniqueFd file(::openat(folder_.get(), name_.c_str(), flags, 0600));
      made_ = static_cast<bool>(file);
      there_ = made_ || errno == EEXIST;
      if (there_) return;
      error_ = errno;
    }
  }
  ~AttachFile() {
    if (made_) ::unlinkat(folder_.get(), name_.c_str(), 0);
  }
  AttachFile(const AttachFile&) = delete;
  AttachFile& operator=(const AttachFile&) = delete;

  bool There() const { return there_; }
  int error() const { return error_; }

 private:
  std::string name_;
  UniqueFd folder_;
  bool made_ = false;
  bool there_ = false;
  int error_ = EACCES;
};

// Nothing, and errno, when nobody listens (yet).
UniqueFd Connect(const JvmProcess& jvm) {
  const std::string path = fmt::format("/proc/{}/root/tmp/.java_pid{}", jvm.pid, jvm.status.inside);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.c_str(), std::min(path.size() + 1, sizeof address.sun_path));
  UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const auto* where = reinterpret_cast<const sockaddr*>(&address);
  if (!socket || ::connect(socket.get(), where, sizeof address) != 0) return {};
  return socket;
}

int SendQuit(const JvmProcess& jvm) {
  if (!jvm.handle) return ::kill(jvm.pid, SIGQUIT);  // before Linux 5.3
  return static_cast<int>(::syscall(SYS_pidfd_send_signal, jvm.handle.get(), SIGQUIT, nullptr, 0));
}

Result<UniqueFd> AwaitSocket(const Question& question) {
  for (;;) {
    UniqueFd socket = Connect(question.jvm);
    if (socket) return socket;
    const int error = errno;
    if (Ends(question.jvm, kSocketLook)) {
      return Failed(question, ErrorKind::kExited, Fault::kTarget, "has ended");
    }
    if (error != ENOENT && error != ECONNREFUSED && error != EAGAIN && error != EINTR) {
      return Failed(question, ErrorKind::kPermission, Fault::kEnvironment,
                    "its socket in /tmp does not let Seep in", error);
    }
    if (question.MillisecondsLeft() == 0) return TooLate(question);
  }
}

// Makes the JVM listen, unless it does already: another signal would have it print its threads.
Result<UniqueFd> Reach(const Question& question) {
  UniqueFd socket = Connect(question.jvm);
  if (socket) return socket;
  if (errno == EAGAIN) return AwaitSocket(question);  // it listens, and has others to answer
  const auto status = JvmStatusNow(question.jvm.pid);
  if (!status) return Failed(question, ErrorKind::kExited, Fault::kTarget, "has ended");
  if (!status->catches_quit) {
    return Failed(
        question, ErrorKind::kUnsupported, Fault::kTarget,
        "has no handler for SIGQUIT: it has only just started, or attaching is forbidden");
  }
  const AttachFile file(question.jvm);
  if (!file.There()) {
    return Failed(
        question, ErrorKind::kPermission, Fault::kEnvironment,
        "the file that makes it listen cannot be written to its working folder or its /tmp",
        file.error());
  }
  if (SendQuit(question.jvm) != 0) {
    return Failed(question, errno == ESRCH ? ErrorKind::kExited : ErrorKind::kPermission,
                  Fault::kEnvironment, "could not be sent SIGQUIT", errno);
  }
  return AwaitSocket(question);
}

using Request = std::array<std::string_view, 4>;  // the verb and its arguments

// So few bytes go at once, or not at all.
bool Send(int socket, const Request& words) {
  std::string request("1\0", 2);
  for (const std::string_view word : words) (request += word) += '\0';
  return ::send(socket, request.data(), request.size(), MSG_NOSIGNAL) ==
         static_cast<ssize_t>(request.size());
}

Result<std::string> Receive(const Question& question, int socket) {
  std::string answer;
  std::array<char, 65536> bytes;
  for (;;) {
    const ssize_t size = ::recv(socket, bytes.data(), bytes.size(), 0);
    if (size == 0) return answer;
    if (size > 0) answer.append(bytes.data(), static_cast<size_t>(size));
    if (answer.size() > kJvmAnswerBytesMax) {
      return Failed(question, ErrorKind::kProtocol, Fault::kTarget,
                    fmt::format("answered with more than {} bytes", kJvmAnswerBytesMax));
    }
    if (size > 0 || errno == EINTR) continue;
    if (errno != EAGAIN) {
      return Failed(question, ErrorKind::kIo, Fault::kTarget, "broke off", errno);
    }
    const int left = question.MillisecondsLeft();
    pollfd waited{socket, POLLIN, 0};
    if (left == 0 || (::poll(&waited, 1, left) == 0)) return TooLate(question);
  }
}

// Behind the number that says it failed.
std::string_view SecondLine(std::string_view answer) {
  answer.remove_prefix(std::min(answer.find('\n') + 1, answer.size()));
  return answer.substr(0, answer.find('\n'));
}

Result<std::string> Ask(const Question& question, const Request& request) {
  const auto socket = Reach(question);
  if (!socket) return tl::unexpected(socket.error());
  if (!Send(socket->get(), request)) {
    return Failed(question, ErrorKind::kIo, Fault::kTarget, "did not accept it", errno);
  }
  auto answer = Receive(question, socket->get());
  if (!answer) return answer;
  if (answer->empty()) {
    return Failed(question, ErrorKind::kExited, Fault::kTarget, "ended without an answer");
  }
  if (!answer->starts_with("0\n")) {
    return Failed(question, ErrorKind::kProtocol, Fault::kTarget,
                  fmt::format("refused: {}", SecondLine(*answer)));
  }
  return answer->substr(2);
}

}  // namespace

Result<std::string> AskJvm(const JvmProcess& jvm, std::string_view command, milliseconds patience) {
  const Question question{.jvm = jvm, .what = command, .patience = patience};
  return Ask(question, {"jcmd", command, "", ""});
}

Result<> LoadIntoJvm(const JvmProcess& jvm, const std::string& library, const std::string& options,
                     milliseconds patience) {
  const Question question{.jvm = jvm, .what = "the sites of its objects", .patience = patience};
  const auto answer = Ask(question, {"load", library, "true", options});
  if (!answer) return tl::unexpected(answer.error());
  if (*answer == "return code: 0\n") return {};
  return Failed(question, ErrorKind::kProtocol, Fault::kTarget,
                fmt::format("did not load {}: {}", library, answer->substr(0, answer->find('\n'))));
}

}  // namespace seep
