#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <random>

#include "base/fd.h"
#include "base/own_file.h"
#include "runtime/node_answer.h"
#include "runtime/node_meter.h"

namespace seep {
namespace {

constexpr char kHookName[] = "node_hook.cjs";
constexpr char kSocketVariable[] = "SEEP_NODE_SOCKET";
constexpr milliseconds kPatience{500};
constexpr int kBacklog = 512;
constexpr size_t kConnectionsMax = 1024;

// One process at the other end.
struct NodeProcess {
  UniqueFd socket;
  pid_t pid = 0;
  bool silent = false;  // it did not answer, and is not asked again
  bool waiting = false;
  std::string line;  // what came of the answer
  std::optional<NodeAnswer> answer;
};

pid_t PeerOf(int socket) {
  ucred peer{};
  socklen_t size = sizeof peer;
  return ::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 ? peer.pid : 0;
}

// Of the program that a process runs, without the folder.
std::string ProgramOf(pid_t pid) {
  std::array<char, PATH_MAX> program;
  const std::string link = fmt::format("/proc/{}/exe", pid);
  const ssize_t size = ::readlink(link.c_str(), program.data(), program.size());
  const std::string_view path(program.data(), size > 0 ? static_cast<size_t>(size) : 0);
  return std::string(path.substr(path.rfind('/') + 1));
}

bool IsNode(pid_t pid) {
  const std::string program = ProgramOf(pid);
  return program == "node" || program == "nodejs";
}

// Takes what has come; true when there may be more to wait for.
bool TakeAnswer(NodeProcess& process) {
  std::array<char, kNodeAnswerBytesMax> bytes;
  const ssize_t size = ::recv(process.socket.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return true;
  if (size <= 0) return false;
  process.line.append(bytes.data(), static_cast<size_t>(size));
  const size_t end = process.line.find('\n');
  if (end == std::string::npos) return process.line.size() <= kNodeAnswerBytesMax;
  process.answer = ParseNodeAnswer(std::string_view(process.line).substr(0, end));
  return false;
}

class NodeMeter final : public RuntimeMeter {
 public:
  NodeMeter(UniqueFd listener, std::string path, std::string hook, milliseconds patience)
      : listener_(std::move(listener)),
        path_(std::move(path)),
        hook_(std::move(hook)),
        patience_(patience) {}
  ~NodeMeter() override { ::unlink(path_.c_str()); }

  const std::string& Path() const override { return path_; }
  std::vector<std::pair<std::string, std::string>> Environment() const override {
    return {{"NODE_OPTIONS", NodeOptions(::getenv("NODE_OPTIONS"), hook_)},
            {kSocketVariable, path_}};
  }

  std::optional<RuntimeHeap> Read(std::span<const pid_t> pids) override {
    Accept();
    ForgetOthers(pids);
    for (NodeProcess& process : processes_) Ask(process);
    Wait();
    RuntimeHeap heap = Sum();
    FindUnseen(pids, heap);
    if (heap.processes + heap.processes_unseen == 0) return std::nullopt;
    return heap;
  }

 private:
  void Accept() {
    while (processes_.size() < kConnectionsMax) {
      UniqueFd socket(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
      if (!socket && errno == EINTR) continue;
      if (!socket) return;
      const pid_t pid = PeerOf(socket.get());
      processes_.push_back(
          {.socket = std::move(socket), .pid = pid, .line = {}, .answer = std::nullopt});
    }
  }

  // Those that ended, and those that are none of the target's.
  void ForgetOthers(std::span<const pid_t> pids) {
    std::erase_if(processes_, [&](const NodeProcess& process) {
      return std::find(pids.begin(), pids.end(), process.pid) == pids.end();
    });
  }

  static void Ask(NodeProcess& process) {
    process.line.clear();
    process.answer.reset();
    if (process.silent) return;
    process.waiting = ::send(process.socket.get(), &kCollectRequest, 1, MSG_NOSIGNAL) == 1;
    process.silent = !process.waiting;
  }

  void Wait() {
    const TimePoint end = Clock::now() + patience_;
    for (;;) {
      std::vector<pollfd> waited;
      for (const NodeProcess& process : processes_) {
        if (process.waiting) waited.push_back({process.socket.get(), POLLIN, 0});
      }
      const auto left = std::chrono::ceil<milliseconds>(end - Clock::now()).count();
      if (waited.empty() || left <= 0) break;
      if (::poll(waited.data(), waited.size(), static_cast<int>(left)) < 0 && errno != EINTR) break;
      for (NodeProcess& process : processes_) {
        if (process.waiting) process.waiting = TakeAnswer(process);
      }
    }
    for (NodeProcess& process : processes_) {
      process.waiting = false;
      process.silent = !process.answer;
    }
  }

  RuntimeHeap Sum() const {
    RuntimeHeap heap;
    for (const NodeProcess& process : processes_) {
      if (!process.answer) continue;
      ++heap.processes;
      heap.used_bytes += process.answer->used_bytes;
      heap.external_bytes += process.answer->external_bytes;
      heap.threads_unseen += process.answer->workers;
      heap.seconds = std::max(heap.seconds, process.answer->seconds);
    }
    return heap;
  }

  void FindUnseen(std::span<const pid_t> pids, RuntimeHeap& heap) const {
    for (const pid_t pid : pids) {
      const auto known = std::find_if(processes_.begin(), processes_.end(),
                                      [&](const NodeProcess& p) { return p.pid == pid; });
      if (known != processes_.end() ? known->answer.has_value() : !IsNode(pid)) continue;
      if (++heap.processes_unseen > 1) continue;
      heap.unseen =
          known != processes_.end()
              ? fmt::format("node (pid {}) did not answer within {} ms", pid, patience_.count())
              : fmt::format(
                    "node (pid {}) has not loaded Seep's hook: it is too old, or "
                    "its environment was cleared",
                    pid);
    }
  }

  UniqueFd listener_;
  std::string path_;
  std::string hook_;
  milliseconds patience_;
  std::vector<NodeProcess> processes_;
};

tl::unexpected<Error> NoSocket(const std::string& path, int error) {
  return Fail(ErrorKind::kIo, Fault::kEnvironment,
              fmt::format("cannot listen at {}, where Node.js would say what lives in its heap: {}",
                          path, ErrnoText(error)),
              error);
}

// Nobody connects before listen(2), so that the mode is there in time.
Result<UniqueFd> Listen(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return NoSocket(path, ENAMETOOLONG);
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  UniqueFd listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const auto* where = reinterpret_cast<const sockaddr*>(&address);
  if (!listener || ::bind(listener.get(), where, sizeof address) != 0) {
    return NoSocket(path, errno);
  }
  // A server started by root may become another user. Who is at the other end is looked at.
  const mode_t mode = ::geteuid() == 0 ? 0666 : 0600;
  if (::chmod(path.c_str(), mode) != 0 || ::listen(listener.get(), kBacklog) != 0) {
    const int error = errno;
    ::unlink(path.c_str());
    return NoSocket(path, error);
  }
  return listener;
}

std::string RandomName() {
  std::random_device random;
  return fmt::format("seep-node-{}-{:08x}{:08x}", ::getpid(), random(), random());
}

}  // namespace

Result<std::unique_ptr<RuntimeMeter>> MakeNodeMeter(const std::string& path,
                                                    const std::string& hook,
                                                    milliseconds patience) {
  auto listener = Listen(path);
  if (!listener) return tl::unexpected(std::move(listener.error()));
  return std::make_unique<NodeMeter>(std::move(*listener), path, hook, patience);
}

Result<std::unique_ptr<RuntimeMeter>> MakeNodeMeter() {
  const auto hook = FindOwnFile(OwnFolder(), kHookName);
  if (!hook) {
    return Fail(
        ErrorKind::kNotFound, Fault::kEnvironment,
        fmt::format("{} is neither in {} nor in ../lib/seep from there", kHookName, OwnFolder()));
  }
  const std::string name = RandomName();
  const char* temporary = ::getenv("TMPDIR");
  if (temporary != nullptr && *temporary == '/') {
    auto made = MakeNodeMeter(fmt::format("{}/{}", temporary, name), *hook, kPatience);
    if (made) return made;
  }
  return MakeNodeMeter("/tmp/" + name, *hook, kPatience);
}

}  // namespace seep
