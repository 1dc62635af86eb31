#include "heap/reader/demangle.h"

#include <cxxabi.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <utility>

namespace seep {
namespace {

constexpr size_t kNameBytesMax = 16 * 1024;  // longer ones are left as they are
constexpr size_t kRustHashDigits = 16;

void ReplaceAll(std::string& text, std::string_view what, std::string_view with) {
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at)) {
    text.replace(at, what.size(), with);
    at += with.size();
  }
}

// ", std::allocator<std::pair<int, char> >" from its comma to its last bracket.
void EraseAllocators(std::string& name) {
  constexpr std::string_view kBegin = ", std::allocator<";
  for (size_t at = name.find(kBegin); at != std::string::npos; at = name.find(kBegin, at)) {
    size_t end = at + kBegin.size();
    for (int depth = 1; depth > 0 && end < name.size(); ++end) {
      if (name[end] == '<') ++depth;
      if (name[end] == '>') --depth;
    }
    name.erase(at, end - at);
  }
}

// "server::Serve::h0123456789abcdef" ends in a hash of its type.
void EraseRustHash(std::string& name) {
  constexpr std::string_view kBegin = "::h";
  const size_t bytes = kBegin.size() + kRustHashDigits;
  if (name.size() <= bytes || name.compare(name.size() - bytes, kBegin.size(), kBegin) != 0) return;
  const bool hexadecimal = std::all_of(name.end() - kRustHashDigits, name.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  });
  if (hexadecimal) name.resize(name.size() - bytes);
}

}  // namespace

std::string Readable(std::string name) {
  ReplaceAll(name, "std::__cxx11::", "std::");
  ReplaceAll(name, "std::__1::", "std::");
  EraseAllocators(name);
  ReplaceAll(name, " >", ">");
  ReplaceAll(name, "std::basic_string<char, std::char_traits<char>>", "std::string");
  ReplaceAll(name, "std::basic_string_view<char, std::char_traits<char>>", "std::string_view");
  return name;
}

std::string Demangle(std::string_view linkage_name) {
  std::string name(linkage_name.substr(0, linkage_name.find('@')));
  if (!name.starts_with("_Z") || name.size() > kNameBytesMax) return name;
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> plain(
      abi::__cxa_demangle(name.c_str(), nullptr, nullptr, &status), &std::free);
  if (status != 0 || !plain) return name;
  name = plain.get();
  for (size_t at = name.rfind(" [clone "); at != std::string::npos; at = name.rfind(" [clone ")) {
    name.resize(at);
  }
  EraseRustHash(name);
  return Readable(std::move(name));
}

}  // namespace seep
