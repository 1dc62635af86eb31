#include "toml/reader.h"

#include <algorithm>

// The library as headers alone, which are included here and nowhere else.
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

namespace seep {
namespace {

TomlTable ToTable(const toml::table& table);

TomlPlace PlaceOf(const toml::source_region& region) {
  return {.line = region.begin.line, .column = region.begin.column};
}

TomlValue ToValue(const toml::node& node) {
  if (const auto* text = node.as_string()) return {text->get()};
  if (const auto* number = node.as_integer()) return {number->get()};
  if (const auto* number = node.as_floating_point()) return {number->get()};
  if (const auto* truth = node.as_boolean()) return {truth->get()};
  if (const auto* table = node.as_table()) return {ToTable(*table)};
  const auto* array = node.as_array();
  if (array == nullptr) return {};
  TomlList list;
  for (const toml::node& item : *array) list.push_back(ToValue(item));
  return {std::move(list)};
}

// The library has them by name.
TomlTable ToTable(const toml::table& table) {
  TomlTable entries;
  for (const auto& [key, node] : table)
    entries.push_back({std::string(key.str()), PlaceOf(key.source()), ToValue(node)});
  std::sort(entries.begin(), entries.end(), [](const TomlEntry& a, const TomlEntry& b) {
    return std::pair(a.place.line, a.place.column) < std::pair(b.place.line, b.place.column);
  });
  return entries;
}

}  // namespace

Result<TomlTable> ReadToml(std::string_view text, const std::string& file) {
  const toml::parse_result parsed = toml::parse(text);
  if (!parsed) {
    const toml::parse_error& error = parsed.error();
    return BadToml(file, PlaceOf(error.source()), std::string(error.description()));
  }
  return ToTable(parsed.table());
}

}  // namespace seep
