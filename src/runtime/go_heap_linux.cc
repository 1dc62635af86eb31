#include <fmt/format.h>

#include <fstream>

#include "runtime/go/go_code.h"
#include "runtime/go/go_process.h"
#include "runtime/go/goroutine_sites.h"
#include "runtime/go/site_pass.h"
#include "runtime/pid_meter.h"

namespace seep {
namespace {

// Until it was asked once, an idle program may sleep for a minute, and its requests wake it: the
// first reading is not worth waiting for.
constexpr milliseconds kFirstPatience{100};

// To count goroutines: 512 of them are two system calls.
constexpr milliseconds kGoroutinePatience{1000};

// No library is mapped, and so no malloc but what may be linked into the program.
bool StandsAlone(pid_t pid) {
  std::ifstream maps(fmt::format("/proc/{}/maps", pid));
  bool any = false;
  for (std::string line; std::getline(maps, line); any = true) {
    if (line.find(".so") != std::string::npos) return false;
  }
  return any;
}

// The least that a goroutine's stack takes. (runtime/stack.go, stackMin)
constexpr double kStackBytes = 2048;

LeakSite SiteOf(double blocks, double bytes, const std::vector<GoCall>& calls) {
  LeakSite site;
  site.live_blocks = blocks;
  site.live_bytes = bytes;
  for (const GoCall& call : calls) {
    Frame frame;
    frame.function = call.frame.function;
    frame.file = call.frame.file;
    frame.line = call.frame.line;
    frame.own = call.owner == GoCodeOwner::kMain;
    site.stack.push_back(std::move(frame));
  }
  return site;
}

class GoHeap final : public HeapReader {
 public:
  GoHeap(std::unique_ptr<GoProcess> process, bool alone)
      : process_(std::move(process)), alone_(alone) {}

  Result<RuntimeHeap> Read(milliseconds patience) override {
    const Result<GoReading> reading = process_->Read(asked_ ? patience : kFirstPatience);
    asked_ = true;
    if (!reading) return tl::unexpected(reading.error());
    return RuntimeHeap{.names = {"go"},
                       .used_bytes = reading->live_bytes,
                       .objects = reading->objects,
                       .goroutines = reading->goroutines,
                       .processes = 1,
                       .alone = alone_,
                       .unseen = {},
                       .seconds = reading->seconds};
  }

  std::optional<int64_t> Goroutines() override { return process_->Goroutines(kGoroutinePatience); }

  Result<> BeginSites(milliseconds patience) override {
    Result<std::unique_ptr<GoSitePass>> pass = GoSitePass::Start(*process_);
    if (!pass) return tl::unexpected(std::move(pass.error()));
    Result<GoLiveByStack> begin = (*pass)->Take(patience);
    if (!begin) return tl::unexpected(std::move(begin.error()));
    pass_ = std::move(*pass);
    begin_ = std::move(*begin);
    return {};
  }

  Result<std::vector<LeakSite>> TakeSites(SiteMoment, milliseconds patience) override {
    std::vector<LeakSite> sites;
    if (pass_ == nullptr) return sites;
    const Result<GoLiveByStack> now = pass_->Take(patience);
    if (!now) return tl::unexpected(now.error());
    for (const GoSite& site : pass_->Growth(begin_, *now))
      sites.push_back(
          SiteOf(static_cast<double>(site.blocks), static_cast<double>(site.bytes), site.calls));
    AddGoroutines(patience, sites);
    return sites;
  }

  void EndSites() override { pass_.reset(); }

 private:
  // Where they stand, with their stacks' bytes. Without, where that cannot be told.
  void AddGoroutines(milliseconds patience, std::vector<LeakSite>& sites) const {
    const Result<GoroutinesByStack> standing = TakeGoroutines(*process_, patience);
    const Result<std::unique_ptr<GoCode>> code = GoCode::Open(*process_);
    if (!standing || !code) return;
    for (const GoroutineSite& site : GoroutineGrowth(**code, {}, *standing)) {
      const auto count = static_cast<double>(site.count);
      sites.push_back(SiteOf(count, count * kStackBytes, site.calls));
    }
  }

  std::unique_ptr<GoProcess> process_;
  std::unique_ptr<GoSitePass> pass_;  // while lines are noted
  GoLiveByStack begin_;
  bool alone_;
  bool asked_ = false;
};

}  // namespace

Result<std::unique_ptr<HeapReader>> OpenGoHeap(pid_t pid, milliseconds) {
  Result<std::unique_ptr<GoProcess>> process = GoProcess::Open(pid);
  if (!process) return tl::unexpected(std::move(process.error()));
  if (*process == nullptr) return nullptr;
  return std::make_unique<GoHeap>(std::move(*process), StandsAlone(pid));
}

}  // namespace seep
