#include "runtime/jvm/jvm_heap_range.h"

#include <algorithm>
#include <charconv>

namespace seep {
namespace {

// "0x687400000, …", with or without spaces before it.
std::optional<uint64_t> Address(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  if (!text.starts_with("0x")) return std::nullopt;
  text.remove_prefix(2);
  uint64_t address = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), address, /*base=*/16);
  if (error != std::errc()) return std::nullopt;
  return address;
}

}  // namespace

std::optional<AddressRange> ParseJvmHeapRange(std::string_view heap_info) {
  std::optional<AddressRange> range;
  for (size_t open = heap_info.find('['); open != std::string_view::npos;
       open = heap_info.find('[', open + 1)) {
    const size_t close = heap_info.find(')', open);
    if (close == std::string_view::npos) break;
    const std::string_view inside = heap_info.substr(open + 1, close - open - 1);
    const size_t comma = inside.rfind(',');
    if (comma == std::string_view::npos) continue;
    const auto begin = Address(inside);
    const auto end = Address(inside.substr(comma + 1));
    if (!begin || !end || *begin >= *end) continue;
    if (!range) range = AddressRange{*begin, *end};
    range->begin = std::min(range->begin, *begin);
    range->end = std::max(range->end, *end);
  }
  return range;
}

}  // namespace seep
