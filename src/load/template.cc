#include "load/template.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>

namespace seep {
namespace {

constexpr std::string_view kRand = "{rand:";
constexpr uint64_t kWords = 3;  // of each number: two make a UUID, one a {rand:N}

// The index-th of a number's random words: SplitMix64's finaliser (Steele, Lea and Flood 2014),
// which needs no state.
uint64_t Word(uint64_t seed, uint64_t number, uint64_t index) {
  uint64_t z = seed + (number * kWords + index + 1) * 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

std::string Uuid(uint64_t first, uint64_t second) {
  const uint64_t high = (first & ~0xf000ULL) | 0x4000;           // version 4
  const uint64_t low = (second & ~(3ULL << 62)) | (2ULL << 62);  // variant 10
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xffff,
                     high & 0xffff, low >> 48, low & 0xffff'ffff'ffff);
}

// N of the {rand:N} that `text` begins with, and its length.
struct Range {
  uint64_t end = 0;
  size_t bytes = 0;
};

std::optional<Range> ParseRange(std::string_view text) {
  if (!text.starts_with(kRand)) return std::nullopt;
  Range range;
  const char* const digits = text.data() + kRand.size();
  const auto [end, ec] = std::from_chars(digits, text.data() + text.size(), range.end);
  if (ec != std::errc() || range.end == 0 || end == text.data() + text.size() || *end != '}')
    return std::nullopt;
  range.bytes = static_cast<size_t>(end - text.data()) + 1;
  return range;
}

// The length of the placeholder that `text` begins with; 0: it does not.
size_t PlaceholderBytes(std::string_view text) {
  for (const std::string_view plain : {"{i}", "{uuid}"}) {
    if (text.starts_with(plain)) return plain.size();
  }
  const auto range = ParseRange(text);
  return range ? range->bytes : 0;
}

struct Values {
  uint64_t number;
  std::string uuid;
  uint64_t random;
};

std::string Filled(std::string_view text, const Values& values) {
  std::string out;
  while (!text.empty()) {
    const size_t at = std::min(text.find('{'), text.size());
    out += text.substr(0, at);
    text.remove_prefix(at);
    if (text.empty()) break;
    const size_t bytes = PlaceholderBytes(text);
    if (bytes == 0) {
      out += text.front();
      text.remove_prefix(1);
      continue;
    }
    if (text.starts_with("{i}"))
      out += std::to_string(values.number);
    else if (text.starts_with("{uuid}"))
      out += values.uuid;
    else
      out += std::to_string(values.random % ParseRange(text)->end);
    text.remove_prefix(bytes);
  }
  return out;
}

}  // namespace

bool HasPlaceholder(std::string_view text) {
  for (size_t at = text.find('{'); at != std::string_view::npos; at = text.find('{', at + 1)) {
    if (PlaceholderBytes(text.substr(at)) > 0) return true;
  }
  return false;
}

uint64_t Together(uint64_t keys, uint64_t others) {
  if (keys == kKeysUnbounded || others == kKeysUnbounded) return kKeysUnbounded;
  const uint64_t factor = others / std::gcd(keys, others);
  return factor > kKeysUnbounded / keys ? kKeysUnbounded : keys * factor;
}

uint64_t KeysIn(std::string_view text) {
  uint64_t keys = 1;
  for (size_t at = text.find('{'); at != std::string_view::npos; at = text.find('{', at + 1)) {
    const std::string_view rest = text.substr(at);
    if (PlaceholderBytes(rest) == 0) continue;
    const auto range = ParseRange(rest);
    keys = Together(keys, range ? range->end : kKeysUnbounded);
  }
  return keys;
}

bool HasPlaceholder(const RequestSpec& request) {
  return HasPlaceholder(request.target) || HasPlaceholder(request.body) ||
         std::any_of(request.headers.begin(), request.headers.end(), [](const auto& header) {
           return HasPlaceholder(header.first) || HasPlaceholder(header.second);
         });
}

RequestSpec Filled(const RequestSpec& request, uint64_t number, uint64_t seed) {
  const Values values{number, Uuid(Word(seed, number, 0), Word(seed, number, 1)),
                      Word(seed, number, 2)};
  RequestSpec filled = request;
  filled.target = Filled(request.target, values);
  filled.body = Filled(request.body, values);
  for (auto& [name, value] : filled.headers) {
    name = Filled(name, values);
    value = Filled(value, values);
  }
  return filled;
}

}  // namespace seep
