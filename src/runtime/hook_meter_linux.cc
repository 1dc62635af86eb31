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
#include <iterator>
#include <random>

#include "base/fd.h"
#include "base/own_file.h"
#include "runtime/hook_answer.h"
#include "runtime/hook_meter.h"
#include "runtime/hooked_runtimes.h"

namespace seep {
namespace {

constexpr char kHooksFolder[] = "hooks";
constexpr char kSocketVariable[] = "SEEP_RUNTIME_SOCKET";
// From the start of a runtime to its hook's first line: 0.1 s on a machine that is not busy.
constexpr milliseconds kConnects{1000};
constexpr int kBacklog = 512;
constexpr size_t kConnectionsMax = 1024;

// One process at the other end.
struct HookedProcess {
  UniqueFd socket;
  pid_t pid = 0;
  bool silent = false;  // it did not answer, and is not asked again
  bool waiting = false;
  bool answered = false;
  std::string line;  // of the answer, or what came of it
  std::optional<HookAnswer> answer;
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

// Which runtime's program a process runs; nullptr: of none that would load a hook.
const HookedRuntime* RuntimeOf(pid_t pid) {
  const std::string program = ProgramOf(pid);
  const auto runtimes = HookedRuntimes();
  const auto found = std::find_if(runtimes.begin(), runtimes.end(),
                                  [&](const HookedRuntime& one) { return one.runs(program); });
  return found == runtimes.end() ? nullptr : &*found;
}

// "node (pid 17)".
std::string NameOf(std::string_view runtime, pid_t pid) {
  return fmt::format("{} (pid {})", runtime, pid);
}

// Takes what has come; true when there may be more to wait for.
bool TakeAnswer(HookedProcess& process, size_t bytes_max) {
  std::array<char, 65536> bytes;
  const ssize_t size = ::recv(process.socket.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return true;
  if (size <= 0) return false;
  process.line.append(bytes.data(), static_cast<size_t>(size));
  const size_t end = process.line.find('\n');
  if (end == std::string::npos) return process.line.size() <= bytes_max;
  process.line.resize(end);
  process.answered = true;
  return false;
}

class HookMeter final : public RuntimeMeter {
 public:
  HookMeter(UniqueFd listener, std::string path, std::string hooks, milliseconds patience)
      : listener_(std::move(listener)),
        path_(std::move(path)),
        hooks_(std::move(hooks)),
        patience_(patience) {}
  ~HookMeter() override { ::unlink(path_.c_str()); }

  std::vector<std::string> Files() const override { return {path_}; }
  EnvironmentList Environment() const override {
    EnvironmentList list = {{kSocketVariable, path_}};
    for (const HookedRuntime& runtime : HookedRuntimes()) {
      const std::string hook = fmt::format("{}/{}", hooks_, runtime.file);
      for (auto& variable : runtime.environment(hook, ::getenv))
        list.push_back(std::move(variable));
    }
    return list;
  }

  std::optional<RuntimeHeap> Read(std::span<const pid_t> pids) override {
    Accept();
    AwaitNew(pids);
    ForgetOthers(pids);
    AskAll(kCollectRequest, kHookAnswerBytesMax, patience_);
    for (HookedProcess& process : processes_) {
      process.answer = process.answered ? ParseHookAnswer(process.line) : std::nullopt;
      process.silent = !process.answer;
    }
    RuntimeHeap heap;
    for (const HookedProcess& process : processes_) {
      if (process.answer) heap.Add(HeapOf(*process.answer));
    }
    FindUnseen(pids, heap);
    if (heap.processes + heap.processes_unseen == 0) return std::nullopt;
    return heap;
  }

  Result<> BeginSites(std::span<const pid_t> pids) override {
    Accept();
    ForgetOthers(pids);
    const Result<std::vector<LeakSite>> begun = AskSites(kBeginSitesRequest);
    noting_ = begun.has_value();
    return begun ? Result<>() : tl::unexpected(begun.error());
  }

  Result<std::vector<LeakSite>> TakeSites(std::span<const pid_t> pids, SiteMoment) override {
    ForgetOthers(pids);
    return noting_ ? AskSites(kTakeSitesRequest) : Result<std::vector<LeakSite>>();
  }

  void EndSites(std::span<const pid_t> pids) override {
    ForgetOthers(pids);
    if (noting_) (void)AskSites(kEndSitesRequest);
    noting_ = false;
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

  bool Knows(pid_t pid) const {
    return std::any_of(processes_.begin(), processes_.end(),
                       [pid](const HookedProcess& process) { return process.pid == pid; });
  }

  // One that has just started or forked is about to connect. Each is waited for once.
  void AwaitNew(std::span<const pid_t> pids) {
    std::vector<pid_t> awaited;
    for (const pid_t pid : pids) {
      const bool hookless = std::find(hookless_.begin(), hookless_.end(), pid) != hookless_.end();
      if (!hookless && !Knows(pid) && RuntimeOf(pid) != nullptr) awaited.push_back(pid);
    }
    const TimePoint end = Clock::now() + std::min(patience_, kConnects);
    while (!awaited.empty()) {
      const auto left = std::chrono::ceil<milliseconds>(end - Clock::now()).count();
      pollfd listener{listener_.get(), POLLIN, 0};
      if (left <= 0 || ::poll(&listener, 1, static_cast<int>(left)) == 0) break;
      Accept();
      std::erase_if(awaited, [this](pid_t pid) { return Knows(pid); });
    }
    hookless_.insert(hookless_.end(), awaited.begin(), awaited.end());
  }

  // Those that ended, and those that are none of the target's.
  void ForgetOthers(std::span<const pid_t> pids) {
    const auto is_other = [&](pid_t pid) {
      return std::find(pids.begin(), pids.end(), pid) == pids.end();
    };
    std::erase_if(processes_, [&](const HookedProcess& process) { return is_other(process.pid); });
    std::erase_if(hookless_, is_other);
  }

  // Sends each process that answers this request, and waits for their lines.
  void AskAll(char request, size_t bytes_max, milliseconds patience) {
    for (HookedProcess& process : processes_) {
      process.line.clear();
      process.answered = false;
      process.waiting =
          !process.silent && ::send(process.socket.get(), &request, 1, MSG_NOSIGNAL) == 1;
    }
    const TimePoint end = Clock::now() + patience;
    for (;;) {
      std::vector<pollfd> waited;
      for (const HookedProcess& process : processes_) {
        if (process.waiting) waited.push_back({process.socket.get(), POLLIN, 0});
      }
      const auto left = std::chrono::ceil<milliseconds>(end - Clock::now()).count();
      if (waited.empty() || left <= 0) break;
      if (::poll(waited.data(), waited.size(), static_cast<int>(left)) < 0 && errno != EINTR) break;
      for (HookedProcess& process : processes_) {
        if (process.waiting) process.waiting = TakeAnswer(process, bytes_max);
      }
    }
    // What would come later is the answer to no later request.
    for (HookedProcess& process : processes_) process.silent = !process.answered;
  }

  // What the processes say to a request about call stacks, together.
  Result<std::vector<LeakSite>> AskSites(char request) {
    AskAll(request, kHookSitesBytesMax, kSitesPatience);
    std::vector<LeakSite> all;
    std::string problem;
    bool any = false;
    for (const HookedProcess& process : processes_) {
      std::optional<HookSites> said;
      if (process.answered) said = ParseHookSites(process.line);
      if (!said) problem = NameOf(ProgramOf(process.pid), process.pid) + " did not say its lines";
      if (!said || !said->problem.empty()) {
        if (said) problem = said->problem;
        continue;
      }
      any = true;
      std::move(said->sites.begin(), said->sites.end(), std::back_inserter(all));
    }
    if (!any) return NoSites(problem);
    return all;
  }

  static RuntimeHeap HeapOf(const HookAnswer& answer) {
    return {.names = {answer.runtime},
            .used_bytes = answer.used_bytes,
            .external_bytes = answer.external_bytes,
            .objects = answer.objects,
            .goroutines = {},
            .processes = 1,
            .threads_unseen = answer.workers,
            .unseen = {},
            .seconds = answer.seconds};
  }

  void FindUnseen(std::span<const pid_t> pids, RuntimeHeap& heap) const {
    for (const pid_t pid : pids) {
      const auto known = std::find_if(processes_.begin(), processes_.end(),
                                      [&](const HookedProcess& p) { return p.pid == pid; });
      if (known != processes_.end() && known->answer) continue;
      const HookedRuntime* runtime = RuntimeOf(pid);
      if (known == processes_.end() && runtime == nullptr) continue;
      if (++heap.processes_unseen > 1) continue;
      const std::string name =
          runtime != nullptr ? NameOf(runtime->name, pid) : NameOf(ProgramOf(pid), pid);
      heap.unseen = known != processes_.end()
                        ? fmt::format("{} did not answer within {} ms", name, patience_.count())
                        : fmt::format("{} has not loaded Seep's hook: {}", name, runtime->without);
    }
  }

  UniqueFd listener_;
  std::string path_;
  std::string hooks_;
  milliseconds patience_;
  std::vector<pid_t> hookless_;  // that were waited for in vain
  bool noting_ = false;          // which code allocates
  std::vector<HookedProcess> processes_;
};

tl::unexpected<Error> NoSocket(const std::string& path, int error) {
  return Fail(
      ErrorKind::kIo, Fault::kEnvironment,
      fmt::format("cannot listen at {}, where runtimes would say what lives in their heaps: {}",
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
  return fmt::format("seep-runtime-{}-{:08x}{:08x}", ::getpid(), random(), random());
}

}  // namespace

Result<std::unique_ptr<RuntimeMeter>> MakeHookMeter(const std::string& path,
                                                    const std::string& hooks,
                                                    milliseconds patience) {
  auto listener = Listen(path);
  if (!listener) return tl::unexpected(std::move(listener.error()));
  return std::make_unique<HookMeter>(std::move(*listener), path, hooks, patience);
}

Result<std::unique_ptr<RuntimeMeter>> MakeHookMeter(milliseconds patience) {
  const auto hooks = FindOwnFile(OwnFolder(), kHooksFolder);
  if (!hooks) {
    return Fail(ErrorKind::kNotFound, Fault::kEnvironment,
                fmt::format("{} is neither in {} nor in ../lib/seep from there", kHooksFolder,
                            OwnFolder()));
  }
  const std::string name = RandomName();
  const char* temporary = ::getenv("TMPDIR");
  if (temporary != nullptr && *temporary == '/') {
    auto made = MakeHookMeter(fmt::format("{}/{}", temporary, name), *hooks, patience);
    if (made) return made;
  }
  return MakeHookMeter("/tmp/" + name, *hooks, patience);
}

}  // namespace seep
