#include "runtime/go/site_pass.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace seep {
namespace {

constexpr int64_t kEveryAllocation = 1;

Error Failed(const GoProcess& go, ErrorKind kind, const std::string& why) {
  return {
      .kind = kind,
      .fault = Fault::kEnvironment,
      .message = fmt::format("cannot tell the lines of {} (pid {}): {}", go.name(), go.pid(), why)};
}

}  // namespace

Result<std::unique_ptr<GoSitePass>> GoSitePass::Start(GoProcess& go) {
  const auto fail = [&](const std::string& why) {
    return tl::unexpected(Failed(go, ErrorKind::kUnsupported, why));
  };
  auto program = GoProgram::Open(go.pid());
  const auto bias = program ? LoadBias(go.pid(), program->Elf()) : std::nullopt;
  if (!bias) return tl::unexpected(Failed(go, ErrorKind::kExited, "it has ended"));
  if (!go.places().profile_rate) {
    return fail("its symbols are stripped: build it without -ldflags=-s, or with a newer Go");
  }
  const auto lines = GoLineTable::Open(program->Elf());
  if (!lines) return fail("its table of lines is of a kind that Seep does not know");
  const auto module = lines->FindModule(*bias, go.memory());
  if (!module) return fail("its table of modules is not found");
  const auto rate = go.memory().Number<int64_t>(*go.places().profile_rate);
  if (!rate) return tl::unexpected(Failed(go, ErrorKind::kExited, "it has ended"));
  return std::unique_ptr<GoSitePass>(
      new GoSitePass(go, std::move(program), *lines, *module, *bias, *rate));
}

GoSitePass::GoSitePass(GoProcess& go, std::unique_ptr<GoProgram> program, const GoLineTable& lines,
                       const GoModule& module, uint64_t load_bias, int64_t own_rate)
    : go_(go),
      program_(std::move(program)),
      lines_(lines),
      module_(module),
      load_bias_(load_bias),
      own_rate_(own_rate) {
  SetRate(kEveryAllocation);
}

GoSitePass::~GoSitePass() { SetRate(own_rate_); }

void GoSitePass::SetRate(int64_t rate) const {
  go_.memory().Write(*go_.places().profile_rate, &rate, sizeof rate);
}

// The runtime moves counts from one record of a bucket to another after a collection: what two
// readings agree on was read in between.
Result<GoLiveByStack> GoSitePass::Take(milliseconds patience) {
  const TimePoint deadline = Clock::now() + patience;
  const auto reading = go_.Read(patience);
  if (!reading) return tl::unexpected(reading.error());
  auto address = go_.places().profile_buckets;
  if (!address) address = FindProfileBuckets(program_->Elf(), load_bias_, go_.memory());
  if (!address) return GoLiveByStack();  // nothing was counted yet
  auto last = ReadProfileBuckets(*address, go_.memory(), deadline);
  while (last) {
    auto again = ReadProfileBuckets(*address, go_.memory(), deadline);
    if (again == last) return std::move(*last);
    last = std::move(again);
  }
  return tl::unexpected(
      Failed(go_, ErrorKind::kTimeout,
             fmt::format("what it allocated was not read within {} ms", patience.count())));
}

std::vector<GoSite> GoSitePass::Growth(const GoLiveByStack& from, const GoLiveByStack& to) const {
  std::vector<GoSite> sites;
  for (const auto& [stack, live] : to) {
    const auto before = from.find(stack);
    const GoLive past = before == from.end() ? GoLive{} : before->second;
    if (live.bytes <= past.bytes) continue;
    sites.push_back({live.bytes - past.bytes, live.blocks - past.blocks, Frames(stack)});
  }
  std::stable_sort(sites.begin(), sites.end(),
                   [](const GoSite& a, const GoSite& b) { return a.bytes > b.bytes; });
  return sites;
}

std::vector<GoSiteFrame> GoSitePass::Frames(const std::vector<uint64_t>& stack) const {
  std::vector<GoSiteFrame> frames;
  for (const uint64_t address : stack) {
    auto frame = lines_.CallBefore(address, module_, load_bias_);
    if (!frame) continue;
    const GoCodeOwner owner = OwnerOfGoFunction(frame->function, program_->Build().main_module);
    frames.push_back({std::move(*frame), owner});
  }
  return frames;
}

}  // namespace seep
