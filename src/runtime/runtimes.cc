#include "runtime/runtimes.h"

#include <algorithm>
#include <iterator>

#include "runtime/hook_meter.h"
#include "runtime/pid_meter.h"

namespace seep {
namespace {

// Two collections of a heap of 2.4 million objects took 0.3 s (Ruby 3.1). Who hangs costs this.
constexpr milliseconds kPatience{2000};

class SeveralMeters final : public RuntimeMeter {
 public:
  explicit SeveralMeters(std::vector<std::unique_ptr<RuntimeMeter>> kinds)
      : kinds_(std::move(kinds)) {}

  std::vector<std::pair<std::string, std::string>> Environment() const override {
    std::vector<std::pair<std::string, std::string>> all;
    for (const auto& kind : kinds_) {
      for (auto& variable : kind->Environment()) all.push_back(std::move(variable));
    }
    return all;
  }

  std::vector<std::string> Files() const override {
    std::vector<std::string> all;
    for (const auto& kind : kinds_) {
      for (auto& file : kind->Files()) all.push_back(std::move(file));
    }
    return all;
  }

  std::optional<RuntimeHeap> Read(std::span<const pid_t> pids) override {
    std::optional<RuntimeHeap> all;
    for (const auto& kind : kinds_) {
      const std::optional<RuntimeHeap> heap = kind->Read(pids);
      if (!heap) continue;
      if (!all) all.emplace();
      all->Add(*heap);
    }
    return all;
  }

  milliseconds WarmUp() const override {
    milliseconds longest{0};
    for (const auto& kind : kinds_) longest = std::max(longest, kind->WarmUp());
    return longest;
  }

  std::optional<int64_t> Goroutines(std::span<const pid_t> pids) override {
    for (const auto& kind : kinds_) {
      if (const auto counted = kind->Goroutines(pids)) return counted;
    }
    return std::nullopt;
  }

  Result<> BeginSites(std::span<const pid_t> pids) override {
    Result<> begun = NoSites();
    bool any = false;
    for (const auto& kind : kinds_) {
      Result<> one = kind->BeginSites(pids);
      any |= one.has_value();
      if (!one && !one.error().message.empty()) begun = std::move(one);
    }
    return any ? Result<>() : begun;
  }

  Result<std::vector<LeakSite>> TakeSites(std::span<const pid_t> pids, SiteMoment moment) override {
    std::vector<LeakSite> all;
    for (const auto& kind : kinds_) {
      Result<std::vector<LeakSite>> sites = kind->TakeSites(pids, moment);
      if (!sites) return sites;
      std::move(sites->begin(), sites->end(), std::back_inserter(all));
    }
    return all;
  }

  void EndSites(std::span<const pid_t> pids) override {
    for (const auto& kind : kinds_) kind->EndSites(pids);
  }

 private:
  std::vector<std::unique_ptr<RuntimeMeter>> kinds_;
};

}  // namespace

tl::unexpected<Error> NoSites(std::string why) {
  return Fail(ErrorKind::kUnsupported, Fault::kEnvironment, std::move(why));
}

std::unique_ptr<RuntimeMeter> Together(std::vector<std::unique_ptr<RuntimeMeter>> kinds) {
  return std::make_unique<SeveralMeters>(std::move(kinds));
}

std::unique_ptr<RuntimeMeter> MakeRuntimeMeter(std::string& note) {
  std::vector<std::unique_ptr<RuntimeMeter>> kinds;
  if (auto hooks = MakeHookMeter(kPatience)) {
    kinds.push_back(std::move(*hooks));
  } else {
    note = hooks.error().message;
  }
  for (const OpenHeap open : {OpenGoHeap, OpenJvmHeap})
    kinds.push_back(MakePidMeter(open, kPatience));
  return Together(std::move(kinds));
}

}  // namespace seep
