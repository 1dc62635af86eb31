#include "runtime/go/goroutine_sites.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace seep {
namespace {

constexpr uint64_t kProgramCounterAt = 64;  // g.sched.pc
constexpr size_t kDepthMax = 100;

// From the saved frame pointer on, each frame has that of its caller, and behind it the address
// that it returns to. Of a goroutine that runs meanwhile it may be anything inside of its stack.
std::vector<uint64_t> StackOf(uint64_t goroutine, const GoLayout& layout,
                              const TargetMemory& memory) {
  std::vector<uint64_t> addresses;
  std::array<uint64_t, 2> bounds{};  // low and high end
  const auto counter = memory.Number<uint64_t>(goroutine + kProgramCounterAt);
  auto frame = memory.Number<uint64_t>(goroutine + layout.g_frame);
  if (!counter || !memory.Read(goroutine, bounds.data(), sizeof bounds)) return addresses;
  addresses.push_back(*counter);
  while (frame && *frame >= bounds[0] && *frame < bounds[1] && addresses.size() < kDepthMax) {
    std::array<uint64_t, 2> record{};  // frame and address of the caller
    if (!memory.Read(*frame, record.data(), sizeof record)) break;
    addresses.push_back(record[1]);
    if (record[0] <= *frame) break;
    frame = record[0];
  }
  return addresses;
}

}  // namespace

Result<GoroutinesByStack> TakeGoroutines(const GoProcess& go, milliseconds patience) {
  GoroutinesByStack stacks;
  const auto take = [&](uint64_t goroutine, GoroutineState state) {
    if (state == GoroutineState::kStands) ++stacks[StackOf(goroutine, go.layout(), go.memory())];
  };
  if (!go.places().goroutines) {
    return tl::unexpected(
        CannotTellLines(go, ErrorKind::kUnsupported, "its goroutines are not found"));
  }
  if (!go.ForEachGoroutine(Clock::now() + patience, take)) {
    return tl::unexpected(CannotTellLines(
        go, ErrorKind::kTimeout,
        fmt::format("its goroutines were not read within {} ms", patience.count())));
  }
  return stacks;
}

std::vector<GoroutineSite> GoroutineGrowth(const GoCode& code, const GoroutinesByStack& from,
                                           const GoroutinesByStack& to) {
  std::vector<GoroutineSite> sites;
  for (const auto& [stack, count] : to) {
    const auto before = from.find(stack);
    const int64_t more = count - (before == from.end() ? 0 : before->second);
    if (more > 0) sites.push_back({more, code.CallsOfStack(stack)});
  }
  std::stable_sort(sites.begin(), sites.end(), [](const GoroutineSite& a, const GoroutineSite& b) {
    return a.count > b.count;
  });
  return sites;
}

}  // namespace seep
