#include "runtime/go/places.h"

#include <algorithm>
#include <array>
#include <set>

#include "runtime/go/code_addresses.h"
#include "runtime/go/line_table.h"
#include "runtime/go/number_at.h"
#include "runtime/go/section_search.h"

namespace seep {
namespace {

// As runtime/proc.go and mgcpacer.go of Go 1.18 to 1.26 initialize them.
constexpr uint64_t kForceGcPeriodNs = 120'000'000'000;
constexpr uint64_t kHeapMinimumBytes = 4 << 20;

constexpr uint64_t kWord = 8;
constexpr uint64_t kSliceBytes = 3 * kWord;             // pointer, length, capacity
constexpr uint64_t kGoroutinesMax = uint64_t{1} << 32;  // what is more is no capacity

// Words of data that the code of a function refers to.
class References {
 public:
  References(const ElfSections& elf, uint64_t load_bias, const TargetMemory& memory)
      : elf_(elf), load_bias_(load_bias), lines_(GoLineTable::Open(elf)) {
    if (lines_) module_ = lines_->FindModule(load_bias, memory);
  }

  std::set<uint64_t> Of(std::string_view function) const {
    if (!module_) return {};
    const GoMachineCode code = lines_->CodeOf(function, *module_, load_bias_);
    std::set<uint64_t> addresses = AddressesInCode(elf_.Machine(), code.address, code.bytes);
    std::erase_if(addresses, [&](uint64_t address) { return !IsWordOfData(address); });
    return addresses;
  }

 private:
  bool IsWordOfData(uint64_t address) const {
    const auto holds = [&](const char* name) {
      const ElfSection* section = elf_.Find(name);
      return section != nullptr && address - load_bias_ >= section->address &&
             address - load_bias_ - section->address < section->bytes;
    };
    return address % kWord == 0 &&
           (holds(".noptrdata") || holds(".noptrbss") || holds(".data") || holds(".bss"));
  }

  const ElfSections& elf_;
  uint64_t load_bias_;
  std::optional<GoLineTable> lines_;
  std::optional<GoModule> module_;
};

std::optional<uint64_t> TheOne(const std::set<uint64_t>& addresses) {
  if (addresses.size() != 1) return std::nullopt;
  return *addresses.begin();
}

// Of the words that sysmon uses, the one that has the period in the file: the program may have
// changed it since.
std::optional<uint64_t> FindPeriod(const ElfSections& elf, uint64_t load_bias,
                                   const References& references) {
  std::set<uint64_t> used = references.Of("runtime.sysmon");
  std::erase_if(used, [&](uint64_t address) {
    return NumberAt<uint64_t>(elf.ContentAt(address - load_bias), 0) != kForceGcPeriodNs;
  });
  return TheOne(used);
}

// nextSample is inlined into both, and reads nothing else that both do.
std::optional<uint64_t> FindProfileRate(const References& references) {
  std::set<uint64_t> used = references.Of("runtime.profilealloc");
  const std::set<uint64_t> others = references.Of("runtime.allocmcache");
  std::erase_if(used, [&](uint64_t address) { return !others.contains(address); });
  return TheOne(used);
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
  const References references(elf, load_bias, memory);
  GoPlaces places;
  places.force_gc_period = FindPeriod(elf, load_bias, references).value_or(0);
  places.profile_rate = FindProfileRate(references);
  places.gc_controller = FindInMemory(elf.Find(".noptrbss"), load_bias, memory, [&](auto bytes) {
                           return IsGcController(bytes, layout);
                         }).value_or(0);
  places.goroutines = FindInMemory(elf.Find(".bss"), load_bias, memory, [&](auto bytes) {
    return HoldsGoroutines(bytes.substr(0, kSliceBytes), layout, memory);
  });
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

}  // namespace seep
