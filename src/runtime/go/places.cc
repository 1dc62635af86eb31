#include "runtime/go/places.h"

#include <algorithm>
#include <array>

#include "runtime/go/number_at.h"
#include "runtime/go/section_search.h"

namespace seep {
namespace {

// As runtime/proc.go, mprof.go and mgcpacer.go of Go 1.18 to 1.26 initialize them.
constexpr uint64_t kForceGcPeriodNs = 120'000'000'000;
constexpr uint64_t kMemProfileRate = 512 * 1024;
constexpr uint64_t kHeapMinimumBytes = 4 << 20;

constexpr uint64_t kWord = 8;
constexpr uint64_t kSliceBytes = 3 * kWord;             // pointer, length, capacity
constexpr uint64_t kGoroutinesMax = uint64_t{1} << 32;  // what is more is no capacity

// A variable that the linker has initialized, by its value in the file: the program may have
// changed it since.
std::optional<uint64_t> FindInitialized(const ElfSections& elf, uint64_t load_bias,
                                        uint64_t value) {
  const ElfSection* section = elf.Find(".noptrdata");
  if (section == nullptr) return std::nullopt;
  const auto words = WordsThatAre(value, section->content);
  if (words.size() != 1) return std::nullopt;
  return section->address + load_bias + words[0];
}

// The first goroutine is main's, 1, on a stack of its own. None but the first has that number.
bool HoldsGoroutines(std::string_view slice, const GoLayout& layout, const TargetMemory& memory) {
  const auto array = NumberAt<uint64_t>(slice, 0);
  const auto length = NumberAt<uint64_t>(slice, kWord);
  const auto capacity = NumberAt<uint64_t>(slice, 2 * kWord);
  const bool sound = length >= 2 && length <= capacity && capacity <= kGoroutinesMax;
  if (!sound || array == 0 || array % kWord != 0) return false;
  std::array<uint64_t, 2> first{};
  std::array<uint64_t, 2> stack{};  // low and high end
  if (!memory.Read(array, first.data(), sizeof first) ||
      !memory.Read(first[0], stack.data(), sizeof stack)) {
    return false;
  }
  const uint64_t id_at = layout.g_status + kWord;
  return stack[0] < stack[1] && memory.Number<uint64_t>(first[0] + id_at) == 1 &&
         memory.Number<uint64_t>(first[1] + id_at).value_or(0) > 1;
}

GoPlaces FindBySymbols(const ElfSections& elf, uint64_t load_bias) {
  const auto find = [&](std::string_view name) -> std::optional<uint64_t> {
    const auto address = elf.AddressOf(name);
    if (!address) return std::nullopt;
    return *address + load_bias;
  };
  return {.force_gc_period = find("runtime.forcegcperiod").value_or(0),
          .gc_controller = find("runtime.gcController").value_or(0),
          .goroutines = find("runtime.allgs"),
          .profile_rate = find("runtime.MemProfileRate"),
          .profile_buckets = find("runtime.mbuckets")};
}

GoPlaces FindByValues(const ElfSections& elf, uint64_t load_bias, const GoLayout& layout,
                      const TargetMemory& memory) {
  GoPlaces places;
  places.force_gc_period = FindInitialized(elf, load_bias, kForceGcPeriodNs).value_or(0);
  places.gc_controller = FindInMemory(elf.Find(".noptrbss"), load_bias, memory, [&](auto bytes) {
                           return IsGcController(bytes, layout);
                         }).value_or(0);
  places.goroutines = FindInMemory(elf.Find(".bss"), load_bias, memory, [&](auto bytes) {
    return HoldsGoroutines(bytes.substr(0, kSliceBytes), layout, memory);
  });
  if (layout.profile_rate_in_file) {
    places.profile_rate = FindInitialized(elf, load_bias, kMemProfileRate);
  }
  return places;
}

}  // namespace

Result<GoPlaces> FindGoPlaces(const ElfSections& elf, uint64_t load_bias, const GoLayout& layout,
                              const TargetMemory& memory) {
  const bool symbols = elf.HasSymbols();
  const GoPlaces places =
      symbols ? FindBySymbols(elf, load_bias) : FindByValues(elf, load_bias, layout, memory);
  const char* help = symbols ? "" : ", and its symbols are stripped: build it without -ldflags=-s";
  if (places.force_gc_period == 0 || places.gc_controller == 0) {
    return Fail(ErrorKind::kUnsupported, Fault::kEnvironment,
                std::string("its collector's variables are not found") + help);
  }
  return places;
}

bool IsGcController(std::string_view bytes, const GoLayout& layout) {
  const auto percent = NumberAt<int32_t>(bytes, 0);
  const auto limit = NumberAt<int64_t>(bytes, layout.memory_limit);
  // Computed as the runtime does, with GOGC=off, -1, as well: without a sign.
  const uint64_t minimum = kHeapMinimumBytes * static_cast<uint64_t>(int64_t{percent}) / 100;
  return percent != 0 && NumberAt<uint32_t>(bytes, 4) == 0 &&
         (layout.memory_limit == 0 || limit > 0) &&
         NumberAt<uint64_t>(bytes, layout.heap_minimum) == minimum;
}

std::vector<uint64_t> WordsThatAre(uint64_t value, std::string_view bytes) {
  std::vector<uint64_t> offsets;
  for (uint64_t at = 0; at + kWord <= bytes.size(); at += kWord) {
    if (NumberAt<uint64_t>(bytes, at) == value) offsets.push_back(at);
  }
  return offsets;
}

}  // namespace seep
