#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <iterator>
#include <random>

#include "base/fd.h"
#include "base/own_file.h"
#include "runtime/hook_connection.h"
#include "runtime/hook_meter.h"
#include "runtime/hooked_runtimes.h"

namespace seep {
namespace {

constexpr char kHooksFolder[] = "hooks";
constexpr char kSocketVariable[] = "SEEP_RUNTIME_SOCKET";
// From the start of a runtime to its hook's first line: 0.1 s on a machine that is not busy.
constexpr milliseconds kConnects{1000};
constexpr size_t kConnectionsMax = 1024;

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
      for (auto& variable : HookEnvironment(runtime.variables(hook), ::getenv))
        list.push_back(std::move(variable));
    }
    return list;
  }

  std::optional<RuntimeHeap> Read(std::span<const pid_t> pids) override {
    Accept();
    AwaitNew(pids);
    ForgetOthers(pids);
    for (HookConnection& one : connections_) one.Ask(RequestTo(one));
    Await(kHookAnswerBytesMax, patience_);
    for (HookConnection& one : connections_) {
      one.answer = one.answered ? ParseHookAnswer(one.line) : std::nullopt;
      one.silent = !one.answer;
    }
    RuntimeHeap heap;
    for (const HookConnection& one : connections_) {
      if (one.answer) heap.Add(HeapOf(one));
    }
    heap.threads_unseen = std::max<int64_t>(heap.threads_unseen, 0);  // one may have just ended
    FindUnseen(pids, heap);
    if (heap.processes + heap.processes_unseen == 0) return std::nullopt;
    return heap;
  }

  milliseconds WarmUp() const override {
    milliseconds longest{0};
    for (const HookConnection& one : connections_) {
      const HookedRuntime* runtime = one.answer ? FindHookedRuntime(one.answer->runtime) : nullptr;
      if (runtime != nullptr) longest = std::max(longest, runtime->warm_up);
    }
    return longest;
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
    while (connections_.size() < kConnectionsMax) {
      std::optional<HookConnection> next = AcceptHook(listener_.get());
      if (!next) return;
      // It may run another program than before, whose hook connects anew.
      std::erase_if(connections_, [&](const HookConnection& one) {
        return one.pid == next->pid && one.IsClosed();
      });
      next->thread = Knows(next->pid);
      connections_.push_back(std::move(*next));
    }
  }

  bool Knows(pid_t pid) const {
    return std::any_of(connections_.begin(), connections_.end(),
                       [pid](const HookConnection& one) { return one.pid == pid; });
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
    std::erase_if(connections_, [&](const HookConnection& one) {
      return is_other(one.pid) || (one.thread && one.IsClosed());
    });
    std::erase_if(hookless_, is_other);
  }

  // Where collections hold back compilers, the first answer, before all traffic, goes without one.
  static char RequestTo(const HookConnection& one) {
    if (one.answer) return kCollectRequest;
    const HookedRuntime* runtime = RuntimeOf(one.pid);
    return runtime != nullptr && runtime->warm_up.count() > 0 ? kLookRequest : kCollectRequest;
  }

  // Sends each process that answers this request, and waits for their lines.
  void AskAll(char request, size_t bytes_max, milliseconds patience) {
    for (HookConnection& one : connections_) one.Ask(request);
    Await(bytes_max, patience);
  }

  void Await(size_t bytes_max, milliseconds patience) {
    const TimePoint end = Clock::now() + patience;
    for (;;) {
      std::vector<pollfd> waited;
      for (const HookConnection& one : connections_) {
        if (one.waiting) waited.push_back({one.socket.get(), POLLIN, 0});
      }
      const auto left = std::chrono::ceil<milliseconds>(end - Clock::now()).count();
      if (waited.empty() || left <= 0) break;
      if (::poll(waited.data(), waited.size(), static_cast<int>(left)) < 0 && errno != EINTR) break;
      for (HookConnection& one : connections_) {
        if (one.waiting) one.waiting = one.TakeAnswer(bytes_max);
      }
    }
    // What would come later is the answer to no later request.
    for (HookConnection& one : connections_) one.silent = !one.answered;
  }

  // What the processes say to a request about call stacks, together.
  Result<std::vector<LeakSite>> AskSites(char request) {
    AskAll(request, kHookSitesBytesMax, kSitesPatience);
    std::vector<LeakSite> all;
    std::string problem;
    bool any = false;
    for (const HookConnection& one : connections_) {
      std::optional<HookSites> said;
      if (one.answered) said = ParseHookSites(one.line);
      if (!said) problem = NameOf(ProgramOf(one.pid), one.pid) + " did not report its lines";
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

  // A thread that answers is no more among those that the main thread's hook does not see.
  static RuntimeHeap HeapOf(const HookConnection& one) {
    const HookAnswer& answer = *one.answer;
    return {.names = {answer.runtime},
            .used_bytes = answer.used_bytes,
            .external_bytes = answer.external_bytes,
            .objects = answer.objects,
            .goroutines = {},
            .processes = one.thread ? 0 : 1,
            .threads_unseen = answer.workers - (one.thread ? 1 : 0),
            .unseen = {},
            .seconds = answer.seconds};
  }

  void FindUnseen(std::span<const pid_t> pids, RuntimeHeap& heap) const {
    for (const pid_t pid : pids) {
      const auto known =
          std::find_if(connections_.begin(), connections_.end(),
                       [&](const HookConnection& one) { return one.pid == pid && !one.thread; });
      if (known != connections_.end() && known->answer) continue;
      const HookedRuntime* runtime = RuntimeOf(pid);
      if (known == connections_.end() && runtime == nullptr) continue;
      if (++heap.processes_unseen > 1) continue;
      const std::string name =
          runtime != nullptr ? NameOf(runtime->name, pid) : NameOf(ProgramOf(pid), pid);
      heap.unseen = known != connections_.end()
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
  std::vector<HookConnection> connections_;
};

std::string RandomName() {
  std::random_device random;
  return fmt::format("seep-runtime-{}-{:08x}{:08x}", ::getpid(), random(), random());
}

}  // namespace

Result<std::unique_ptr<RuntimeMeter>> MakeHookMeter(const std::string& path,
                                                    const std::string& hooks,
                                                    milliseconds patience) {
  auto listener = ListenForHooks(path);
  if (!listener) return tl::unexpected(std::move(listener.error()));
  return std::make_unique<HookMeter>(std::move(*listener), path, hooks, patience);
}

Result<std::unique_ptr<RuntimeMeter>> MakeHookMeter(milliseconds patience) {
  const auto hooks = FindOwnFile(OwnFolder(), kHooksFolder);
  if (!hooks) {
    return Fail(ErrorKind::kNotFound, Fault::kEnvironment,
                fmt::format("{} is neither in {} nor in ../lib/seep relative to it", kHooksFolder,
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
