#include "toml/value.h"

#include <fmt/format.h>

namespace seep {

std::optional<std::string> WordOf(const TomlValue& value) {
  if (const auto* text = std::get_if<std::string>(&value.data)) return *text;
  if (const auto* number = std::get_if<int64_t>(&value.data)) return std::to_string(*number);
  if (const auto* number = std::get_if<double>(&value.data)) return fmt::format("{}", *number);
  return std::nullopt;
}

std::optional<std::vector<std::string>> WordsOf(const TomlValue& value) {
  const auto* list = std::get_if<TomlList>(&value.data);
  if (list == nullptr) return std::nullopt;
  std::vector<std::string> words;
  for (const TomlValue& item : *list) {
    std::optional<std::string> word = WordOf(item);
    if (!word) return std::nullopt;
    words.push_back(std::move(*word));
  }
  return words;
}

tl::unexpected<Error> BadToml(const std::string& file, TomlPlace place,
                              const std::string& message) {
  return Fail(ErrorKind::kBadInput, Fault::kUser,
              fmt::format("{}:{}:{}: {}", file, place.line, place.column, message));
}

tl::unexpected<Error> BadToml(const std::string& file, const TomlEntry& entry,
                              const std::string& message) {
  return BadToml(file, entry.place, entry.key + ": " + message);
}

}  // namespace seep
