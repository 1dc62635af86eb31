#include "seep/command_line.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace seep {
namespace {

constexpr std::string_view kHidden = "…";
constexpr std::array<std::string_view, 6> kSecretFlags = {"-A", "-a", "--auth",
                                                          "-P", "-C", "--cookie"};
constexpr std::array<std::string_view, 2> kHeaderFlags = {"-H", "--header"};
constexpr std::array<std::string_view, 3> kSecretFields = {"authorization", "proxy-authorization",
                                                           "cookie"};

template <size_t N>
bool Contains(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

std::string HeaderToTell(const std::string& header) {
  const size_t colon = header.find(':');
  if (colon == std::string::npos || !Contains(kSecretFields, Lower(header.substr(0, colon))))
    return header;
  return header.substr(0, colon + 1) + " " + std::string(kHidden);
}

// Where the value begins in a word that has both: "--auth=u:p", "-Au:p". 0: it has no value.
size_t ValueIn(const std::string& word) {
  if (word.starts_with("--")) return word.find('=') + 1;  // npos + 1 is 0
  return word.starts_with('-') && word.size() > 2 ? 2 : 0;
}

std::string FlagIn(const std::string& word, size_t value) {
  if (value == 0) return word;
  return word.substr(0, value - (word.starts_with("--") ? 1 : 0));
}

}  // namespace

std::vector<std::string> WithoutSecrets(std::vector<std::string> words) {
  for (size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
    const size_t value = ValueIn(words[i]);
    const std::string flag = FlagIn(words[i], value);
    const bool secret = Contains(kSecretFlags, flag);
    if (!secret && !Contains(kHeaderFlags, flag)) continue;
    if (value == 0 && ++i == words.size()) break;  // the value is the next word
    const std::string text = words[i].substr(value);
    words[i].replace(value, std::string::npos, secret ? std::string(kHidden) : HeaderToTell(text));
  }
  return words;
}

}  // namespace seep
