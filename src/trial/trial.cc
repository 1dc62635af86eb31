#include "trial/trial.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "judge/answers.h"
#include "judge/no_sites.h"
#include "judge/warnings.h"
#include "load/keys.h"
#include "load/shapes.h"
#include "model/endpoint_name.h"
#include "process/command.h"
#include "process/listen.h"
#include "process/quiet.h"
#include "process/ready.h"
#include "process/target.h"
#include "runtime/runtimes.h"
#include "sample/available_memory.h"
#include "trial/cleared_environment.h"
#include "trial/command_load.h"
#include "trial/environment.h"
#include "trial/heap_setup.h"
#include "trial/leftover.h"
#include "trial/placeholders.h"
#include "trial/quiet_bound.h"
#include "trial/spin_watch.h"
#include "trial/timing.h"

namespace seep {
namespace {

constexpr milliseconds kBetweenAttempts{20};
// For an answer that no client waits for: one that comes has warmed the server up; one that takes
// longer than this is not to use up a run of 9 s.
constexpr milliseconds kAnswerMax{1'000};

// Half of what there is: a JVM lets its heap grow to a quarter of the machine's memory before it
// has to collect, which has to fit; and what helpers and other programs take meanwhile has to, too.
constexpr uint64_t kMemoryShare = 2;

std::optional<uint64_t> DefaultMemoryMax() {
  const std::optional<uint64_t> available = AvailableMemory();
  return available ? std::optional(*available / kMemoryShare) : std::nullopt;
}

class Trial {
 public:
  Trial(const Plan& plan, const std::stop_token& stop, const ProgressFn& progress,
        RunResult& result)
      : plan_(plan), stop_(stop), progress_(progress), result_(result) {}

  Result<> Run() {
    if (progress_) progress_({});
    if (auto ok = CheckLeftover(plan_); !ok) return ok;
    if (auto ok = CheckLauncher(plan_.command); !ok) return ok;
    Result<PortMap> ports = PortMap::Create(plan_.port);
    if (!ports) return tl::unexpected(ports.error());
    traffic_.endpoint.port = result_.port = ports->port();
    if (auto ok = ChooseSocket(*ports); !ok) return ok;
    if (auto ok = CheckPortFree(); !ok) return ok;
    if (auto ok = ExpandRequests(*ports); !ok) return ok;
    if (auto ok = MakeGenerators(*ports); !ok) return ok;
    if (auto ok = StartHelpers(*ports); !ok) return ok;
    if (auto ok = StartTarget(*ports); !ok) return ok;
    RunRounds(plan_, Equip(), stop_, progress_, result_);
    return {};
  }

  std::optional<std::string> Spins() const { return spin_watch_.Warning(); }

  // The target first, so that it does not see its upstream go away.
  void Stop() {
    if (progress_) progress_({.phase = TrialProgress::Phase::kStopping});
    if (target_) {
      target_->Stop();
      result_.output_tail = target_->OutputTail();
    }
    for (const auto& helper : helpers_) helper->Stop();
  }

 private:
  // A server that is given {socket} is driven there.
  Result<> ChooseSocket(PortMap& ports) {
    if (!traffic_.endpoint.unix_socket.empty() || !NamesSocket(plan_.command)) return {};
    Result<std::string> path = ports.Socket();
    if (!path) return tl::unexpected(path.error());
    traffic_.endpoint.unix_socket = std::move(*path);
    return {};
  }

  Result<> CheckPortFree() const {
    if (plan_.port == 0 || !PortTaken(traffic_.endpoint)) return {};
    return Fail(ErrorKind::kInUse, Fault::kEnvironment,
                fmt::format("port {} is in use already: stop what listens there, or leave --port "
                            "out and write {{port}} in the "
                            "command, and a free one is taken",
                            plan_.port));
  }

  // A request may name another of the server's ports.
  Result<> ExpandRequests(PortMap& ports) {
    const auto expand = [&](RequestSpec& request) -> Result<> {
      Result<RequestSpec> expanded = ports.ExpandRequest(std::move(request));
      if (!expanded) return tl::unexpected(expanded.error());
      request = std::move(*expanded);
      return {};
    };
    for (RequestSpec& request : traffic_.replay) {
      if (auto ok = expand(request); !ok) return ok;
    }
    return expand(traffic_.request);
  }

  Result<> MakeGenerators(PortMap& ports) {
    if (!plan_.load_command.empty()) return MakeCommandGenerator(ports);
    traffic_.quick_ack = true;
    const auto learnt = std::make_shared<Learnt>(traffic_.visitors);
    for (const Leg& leg : plan_.legs) {
      traffic_.shape = leg.shape;
      Result<std::unique_ptr<LoadGenerator>> generator = LoadGenerator::Create(traffic_, 1, learnt);
      if (!generator) return tl::unexpected(generator.error());
      generators_.push_back(std::move(*generator));
    }
    return {};
  }

  Result<> MakeCommandGenerator(PortMap& ports) {
    Result<std::vector<std::string>> words = ports.Expand(plan_.load_command);
    if (!words) return tl::unexpected(words.error());
    if (auto found = PrepareCommand({.command = *words, .environment = {}}); !found)
      return tl::unexpected(found.error());
    const RequestSpec& request = traffic_.request;
    generators_.push_back(MakeCommandLoad(
        {.command = std::move(*words),
         .connections = traffic_.connections,
         .url = fmt::format("http://{}{}", AuthorityOf(traffic_.endpoint), request.target)}));
    return {};
  }

  static Result<std::unique_ptr<Target>> Launch(PortMap& ports, LaunchSpec spec) {
    Result<std::vector<std::string>> words = ports.Expand(std::move(spec.command));
    if (!words) return tl::unexpected(words.error());
    spec.command = std::move(*words);
    return Target::Launch(spec);
  }

  Result<> StartHelpers(PortMap& ports) {
    for (const std::vector<std::string>& command : plan_.helpers) {
      Result<std::unique_ptr<Target>> helper =
          Launch(ports, {.command = command, .environment = {}, .port = 0, .remove = {}});
      if (!helper) return tl::unexpected(helper.error());
      helpers_.push_back(std::move(*helper));
      if (auto ok = WaitListening(*helpers_.back(), plan_.ready_max, stop_); !ok) {
        Error error = ok.error();
        error.message = fmt::format("helper \"{}\": {}", command.front(), error.message);
        error.fault = Fault::kEnvironment;
        return tl::unexpected(std::move(error));
      }
    }
    return {};
  }

  // With what counts in it. A target that then exits before it answers gets a second chance
  // without: it may bear no foreign library, which cannot always be told from its program (a
  // script that starts a program built with a sanitizer, Node.js's permission model).
  Result<> StartTarget(PortMap& ports) {
    LaunchSpec plain{.command = plan_.command,
                     .environment = plan_.as_is ? Variables{} : ReadableMemory(),
                     .port = ports.port(),
                     .remove = {}};
    LaunchSpec counted = plain;
    if (auto ok = CountHeap(counted); !ok) return ok;
    AskRuntimes(counted);
    const bool can_do_without =
        plan_.heap == HeapMode::kAuto && (heap_ != nullptr || runtime_ != nullptr);
    Result<> started = Start(ports, std::move(counted));
    if (started || started.error().kind != ErrorKind::kExited || !can_do_without) return started;
    target_->Stop();
    heap_.reset();
    runtime_.reset();
    started = Start(ports, std::move(plain));
    if (started) {
      result_.heap_note =
          "with it the server exits before it answers; without it the server answers (--heap "
          "require shows its output)";
    }
    return started;
  }

  Result<> Start(PortMap& ports, LaunchSpec spec) {
    result_.environment = spec.environment;
    Result<std::unique_ptr<Target>> target = Launch(ports, std::move(spec));
    if (!target) return tl::unexpected(target.error());
    target_ = std::move(*target);
    result_.pid = target_->pid();
    // What is driven by another's generator need not speak HTTP.
    const TimePoint begin = Clock::now();
    const bool ours = plan_.load_command.empty() && plan_.ready_answers;
    const bool plain = ours && !traffic_.tls.on && !traffic_.http2;
    if (!ours || NeedsAnswers()) {
      auto ok = Wait(plain, plan_.ready_max);
      return !ok || !ours || plain ? ok : WaitAnswers(begin + plan_.ready_max);
    }
    if (auto ok = Wait(false, plan_.ready_max); !ok) return ok;
    auto answered = plain ? Wait(true, kAnswerMax) : WaitAnswers(Clock::now() + kAnswerMax);
    const bool without = !answered && (!plain || answered.error().kind == ErrorKind::kTimeout);
    return without ? Result<>() : answered;
  }

  Result<> Wait(bool http, milliseconds most) {
    return WaitReady(*target_, traffic_.endpoint, traffic_.request.target, http, most, stop_);
  }

  // A server of which no client waits for an answer may do without: what it does while it waits
  // itself, for an upstream or a lock, may be what leaks.
  bool NeedsAnswers() const {
    return std::any_of(plan_.legs.begin(), plan_.legs.end(),
                       [](const Leg& leg) { return leg.shape.wait == WaitFor::kAnswer; });
  }

  // For an answer in the protocol that it is driven in.
  Result<> WaitAnswers(TimePoint end) {
    TrafficSpec spec = traffic_;
    spec.shape = CloseShape();
    spec.connections = 1;
    spec.replay.clear();
    Result<std::unique_ptr<LoadGenerator>> generator = LoadGenerator::Create(spec);
    if (!generator) return tl::unexpected(generator.error());
    for (;;) {
      const LoadResult result = (*generator)->Run({.requests = 1}, stop_);
      if (result.answers > 0 || stop_.stop_requested() || target_->Exited()) return {};
      if (Clock::now() >= end)
        return Fail(ErrorKind::kProtocol, Fault::kTarget,
                    fmt::format("the server does not answer: {}", result.error_example));
      Pause(kBetweenAttempts, stop_);
    }
  }

  // Has the target loaded what counts in it, where that is possible.
  Result<> CountHeap(LaunchSpec& spec) {
    const Result<Command> command = PrepareCommand(spec);
    if (!command) return tl::unexpected(command.error());
    Result<HeapSetup> heap = SetUpHeap(plan_.heap, command->path);
    if (!heap) return tl::unexpected(heap.error());
    result_.heap_note = heap->note;
    heap_ = std::move(heap->meter);
    if (heap_ == nullptr) return {};
    for (auto& variable : heap_->Environment()) spec.environment.push_back(std::move(variable));
    spec.remove.push_back(heap_->Path());
    return {};
  }

  // Has the target's runtimes say what lives in their heaps; without, if that cannot be.
  void AskRuntimes(LaunchSpec& spec) {
    if (plan_.as_is || plan_.heap == HeapMode::kOff) return;
    runtime_ = MakeRuntimeMeter(result_.runtime_note);
    for (auto& variable : runtime_->Environment()) spec.environment.push_back(std::move(variable));
    for (auto& file : runtime_->Files()) spec.remove.push_back(std::move(file));
  }

  Equipment Equip() {
    Equipment equipment;
    for (const auto& generator : generators_) equipment.legs.push_back(generator.get());
    equipment.sampler = sampler_.get();
    equipment.heap = heap_.get();
    equipment.runtime = runtime_.get();
    equipment.target = target_.get();
    equipment.wait_quiet = [this] {
      const auto tree = [this] { return target_->Tree(); };
      LoadAddress address{.port = result_.port, .unix_socket = traffic_.endpoint.unix_socket};
      for (const auto& generator : generators_) address.kept_open += generator->KeptOpen();
      const QuietReport report = WaitQuiet(tree, address, quiet_bound_.Next(), stop_);
      quiet_bound_.Done(report);
      spin_watch_.Done(report);
      return report;
    };
    equipment.pause = [this](milliseconds time) { Pause(time, stop_); };
    equipment.now = [] { return Clock::now(); };
    return equipment;
  }

  const Plan& plan_;
  const std::stop_token& stop_;
  const ProgressFn& progress_;
  RunResult& result_;
  TrafficSpec traffic_ = plan_.traffic;
  QuietBound quiet_bound_{plan_.quiet_max};
  SpinWatch spin_watch_;
  std::unique_ptr<Sampler> sampler_ = MakeSampler();
  std::unique_ptr<HeapMeter> heap_;
  std::unique_ptr<RuntimeMeter> runtime_;
  std::vector<std::unique_ptr<LoadGenerator>> generators_;
  std::vector<std::unique_ptr<Target>> helpers_;
  std::unique_ptr<Target> target_;
};

}  // namespace

RunResult RunTrial(const Plan& plan, const std::stop_token& stop, const ProgressFn& progress) {
  RunResult result;
  result.plan = plan;
  if (!plan.memory_max_bytes) result.plan.memory_max_bytes = DefaultMemoryMax();
  result.started_at = UtcNow();
  result.new_keys = NewKeys(plan);
  result.keys_new_until = KeysNewUntil(plan);
  Trial trial(plan, stop, progress, result);
  if (Result<> ran = trial.Run(); !ran) result.failure = ran.error();
  trial.Stop();
  if (stop.stop_requested()) {
    result.interrupted = true;
    result.failure.reset();  // what a stop request broke off is no fault of the target
  }
  JudgeAnswers(result);
  if (result.sites || result.sites_note.empty()) result.sites_note = NoSites(result);
  result.warnings = Warnings(result);
  if (auto cleared = ClearedEnvironment(plan)) result.warnings.push_back(std::move(*cleared));
  if (auto spins = trial.Spins()) result.warnings.push_back(std::move(*spins));
  return result;
}

}  // namespace seep
