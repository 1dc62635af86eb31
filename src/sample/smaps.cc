#include "sample/smaps.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace seep {
namespace {

struct Field {
  std::string_view name;
  int64_t MemoryBytes::*value;
};

constexpr std::array<Field, 7> kFields = {{{"Rss", &MemoryBytes::rss},
                                           {"Pss", &MemoryBytes::pss},
                                           {"Pss_File", &MemoryBytes::file},
                                           {"Pss_Shmem", &MemoryBytes::shmem},
                                           {"Anonymous", &MemoryBytes::anonymous},
                                           {"LazyFree", &MemoryBytes::lazy_free},
                                           {"Swap", &MemoryBytes::swap}}};

std::string_view TakeLine(std::string_view& text) {
  const size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

std::string_view TakeWord(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  const std::string_view word = line.substr(0, line.find(' '));
  line.remove_prefix(word.size());
  return word;
}

// Fields start with a capital, a mapping's first line with a lower-case hexadecimal address.
bool IsHead(std::string_view line) {
  return !line.empty() &&
         ((line[0] >= '0' && line[0] <= '9') || (line[0] >= 'a' && line[0] <= 'f'));
}

// "Anonymous:           108 kB" adds 108 KiB.
void AddField(std::string_view line, MemoryBytes& sum) {
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  const std::string_view name = line.substr(0, colon);
  for (const Field& field : kFields) {
    if (field.name != name) continue;
    line.remove_prefix(colon + 1);
    const std::string_view number = TakeWord(line);
    int64_t kib = 0;
    std::from_chars(number.data(), number.data() + number.size(), kib);
    sum.*field.value += kib * 1024;
  }
}

// Those behind a mapping's first line.
MemoryBytes TakeFields(std::string_view& smaps) {
  MemoryBytes bytes;
  while (!smaps.empty() && !IsHead(smaps)) AddField(TakeLine(smaps), bytes);
  return bytes;
}

std::optional<uint64_t> Hexadecimal(std::string_view text) {
  uint64_t value = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value, /*base=*/16);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// "7f06e1930000-7f06e1a00000".
std::optional<AddressRange> RangeOf(std::string_view range) {
  const size_t dash = range.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto begin = Hexadecimal(range.substr(0, dash));
  const auto end = Hexadecimal(range.substr(dash + 1));
  if (!begin || !end) return std::nullopt;
  return AddressRange{*begin, *end};
}

bool Holds(const AddressRange& range, uint64_t address) {
  return address >= range.begin && address < range.end;
}

bool HoldsAny(std::string_view text, std::span<const uint64_t> addresses) {
  const std::optional<AddressRange> range = RangeOf(text);
  return range && std::any_of(addresses.begin(), addresses.end(),
                              [&](uint64_t address) { return Holds(*range, address); });
}

// "7f06e1930000-7f06e1a00000 rw-p 00000000 00:00 0     [heap]" → "[heap]".
std::string_view NameOf(std::string_view head, std::span<const uint64_t> stack_pointers) {
  const std::string_view range = TakeWord(head);
  for (int skipped = 0; skipped < 4; ++skipped) TakeWord(head);
  head.remove_prefix(std::min(head.find_first_not_of(' '), head.size()));
  // "[stack:TID]" is how Linux 3.4 to 4.4 marked them; glibc names its own from 2.39 on, when told.
  if (head.starts_with("[stack:") || head.starts_with("[anon: glibc: pthread")) {
    return "thread stacks";
  }
  if (!head.empty()) return head;
  return HoldsAny(range, stack_pointers) ? "thread stacks" : "[anon]";
}

}  // namespace

std::optional<MemoryBytes> ParseSmaps(std::string_view text) {
  MemoryBytes sum;
  bool any = false;
  while (!text.empty()) {
    const std::string_view line = TakeLine(text);
    if (IsHead(line)) {
      any = true;
    } else {
      AddField(line, sum);
    }
  }
  if (!any) return std::nullopt;
  return sum;
}

int64_t HeldWithin(std::string_view smaps, const AddressRange& range) {
  int64_t held = 0;
  while (!smaps.empty()) {
    std::string_view head = TakeLine(smaps);
    const std::optional<AddressRange> mapping = RangeOf(TakeWord(head));
    const MemoryBytes bytes = TakeFields(smaps);
    if (mapping && Holds(range, mapping->begin)) held += bytes.Held();
  }
  return held;
}

void HeldByMapping::Add(std::string_view smaps, std::span<const uint64_t> stack_pointers) {
  while (!smaps.empty()) {
    const std::string_view name = NameOf(TakeLine(smaps), stack_pointers);
    const MemoryBytes bytes = TakeFields(smaps);
    if (bytes.Held() == 0) continue;
    const auto known = bytes_.find(name);
    if (known == bytes_.end()) {
      bytes_.emplace(name, bytes.Held());
    } else {
      known->second += bytes.Held();
    }
  }
}

std::vector<MappingBytes> HeldByMapping::Sorted() const {
  std::vector<MappingBytes> sorted;
  for (const auto& [name, bytes] : bytes_) sorted.push_back({name, bytes});
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const MappingBytes& a, const MappingBytes& b) { return a.bytes > b.bytes; });
  return sorted;
}

std::optional<uint64_t> ParseStackPointer(std::string_view syscall) {
  // "NR ARG×6 SP PC", "-1 SP PC" when blocked outside a call, "running".
  while (!syscall.empty() && syscall.back() == '\n') syscall.remove_suffix(1);
  const size_t pc = syscall.rfind(' ');
  if (pc == std::string_view::npos) return std::nullopt;
  const size_t sp = syscall.rfind(' ', pc - 1);
  if (sp == std::string_view::npos) return std::nullopt;
  std::string_view number = syscall.substr(sp + 1, pc - sp - 1);
  if (!number.starts_with("0x")) return std::nullopt;
  return Hexadecimal(number.substr(2));
}

}  // namespace seep
