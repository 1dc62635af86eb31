#include "proxy/route/hash_key.h"

namespace sluice {
namespace {

constexpr std::string_view kCookie = "cookie:";

// RFC 6265 §4.2.1: cookie-pairs with "; " between them.
std::string_view CookieOf(const seep::RequestHead& head, std::string_view name) {
  for (const seep::Field& field : head.Fields()) {
    if (!seep::EqualsIgnoreCase(field.name, "cookie")) continue;
    std::string_view rest = field.value;
    while (!rest.empty()) {
      const size_t end = rest.find(';');
      std::string_view pair = rest.substr(0, end);
      rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
      while (pair.starts_with(' ')) pair.remove_prefix(1);
      if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=')
        return pair.substr(name.size() + 1);
    }
  }
  return {};
}

// The finaliser of MurmurHash3: what differs in one bit differs in all. HashOf is FNV-1a before it.
uint64_t Finished(uint64_t hash) {
  hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
  hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
  return hash ^ (hash >> 33);
}

}  // namespace

uint64_t HashOf(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return Finished(hash);
}

uint64_t HashOf(uint64_t a, uint64_t b) { return Finished(a ^ (b * 0x9e3779b97f4a7c15)); }

std::optional<uint64_t> HashKey(const seep::RequestHead& head, std::string_view by) {
  std::string_view key;
  if (by.starts_with(kCookie)) {
    key = CookieOf(head, by.substr(kCookie.size()));
  } else if (const seep::Field* field = by.empty() ? nullptr : head.Find(by)) {
    key = field->value;
  }
  if (key.empty()) return std::nullopt;
  return HashOf(key);
}

}  // namespace sluice
