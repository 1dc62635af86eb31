#pragma once
// The character classes of HTTP as tables of 256 entries, so that a check is one load.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace seep {

class CharacterSet {
 public:
  constexpr CharacterSet& Add(char first, char last) {
    for (int c = Code(first); c <= Code(last); ++c) member_[static_cast<size_t>(c)] = true;
    return *this;
  }
  constexpr CharacterSet& Add(std::string_view characters) {
    for (const char c : characters) member_[Code(c)] = true;
    return *this;
  }
  constexpr bool Has(char c) const { return member_[Code(c)]; }
  constexpr bool HasAll(std::string_view text) const {
    for (const char c : text)
      if (!Has(c)) return false;
    return true;
  }

 private:
  static constexpr uint8_t Code(char c) { return static_cast<uint8_t>(c); }
  std::array<bool, 256> member_{};
};

// tchar, RFC 9110 §5.6.2.
inline constexpr CharacterSet kTokenCharacters =
    CharacterSet().Add('a', 'z').Add('A', 'Z').Add('0', '9').Add("!#$%&'*+-.^_`|~");
// What a request target may hold: anything visible in ASCII. Narrower grammars (RFC 3986) are the
// business of whoever resolves the target.
inline constexpr CharacterSet kTargetCharacters = CharacterSet().Add('!', '~');
// reg-name of RFC 3986 §3.2.2: unreserved, sub-delims and "%" of pct-encoded.
inline constexpr CharacterSet kRegNameCharacters =
    CharacterSet().Add('a', 'z').Add('A', 'Z').Add('0', '9').Add("-._~!$&'()*+,;=%");
// Inside the brackets of an IP literal, RFC 3986 §3.2.2 (IPv6address, IPvFuture), RFC 6874 zones.
inline constexpr CharacterSet kIpLiteralCharacters =
    CharacterSet().Add('a', 'z').Add('A', 'Z').Add('0', '9').Add("-._~!$&'()*+,;=:%");
inline constexpr CharacterSet kDigits = CharacterSet().Add('0', '9');
// Of a field value, RFC 9110 §5.5: HTAB, SP, VCHAR and obs-text.
inline constexpr CharacterSet kTextCharacters =
    CharacterSet().Add('\t', '\t').Add(' ', '~').Add('\x80', '\xff');

inline constexpr bool IsBlank(char c) { return c == ' ' || c == '\t'; }

// Whether one of eight bytes is a control character: below 0x20, HTAB included, or DEL. Bit tricks
// on all eight at once; a byte from 0x80 on is neither.
inline bool HasControl(const char* eight_bytes) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  constexpr uint64_t kHighs = 0x80 * kOnes;
  uint64_t word;
  std::memcpy(&word, eight_bytes, sizeof(word));
  const uint64_t below_space = (word - 0x20 * kOnes) & ~word;
  const uint64_t del = word ^ (0x7f * kOnes);
  return ((below_space | ((del - kOnes) & ~del)) & kHighs) != 0;
}

// The first byte of `text` that kTextCharacters does not have, or nullptr. Eight bytes a step; the
// last step overlaps the one before it.
inline const char* FindNonText(std::string_view text) {
  const char* const end = text.data() + text.size();
  const auto find = [](const char* at, const char* stop) -> const char* {
    for (; at != stop; ++at)
      if (!kTextCharacters.Has(*at)) return at;
    return nullptr;
  };
  if (text.size() < 8) return find(text.data(), end);
  for (const char* at = text.data(); end - at > 8; at += 8)
    if (HasControl(at))
      if (const char* bad = find(at, at + 8)) return bad;
  return HasControl(end - 8) ? find(end - 8, end) : nullptr;
}

}  // namespace seep
