#include "sluice/config/table_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/nearest_name.h"
#include "base/units.h"
#include "toml/reader.h"

namespace sluice {

using seep::milliseconds;
using seep::TomlEntry;
using seep::TomlTable;

tl::unexpected<seep::Error> TableReader::Bad(const TomlEntry& entry,
                                             const std::string& message) const {
  return seep::BadToml(file_, entry, message);
}

// `where` is what the table is called in messages: "[upstream.api]"; "" for the file itself.
Result<> TableReader::ReadTable(const TomlTable& entries, const std::string& where,
                                const std::vector<TableKey>& keys) const {
  for (const TomlEntry& entry : entries) {
    const auto key = std::ranges::find(keys, entry.key, &TableKey::name);
    if (key == keys.end()) return Unknown(entry, where, keys);
    if (auto read = key->read(entry); !read) return read;
  }
  return {};
}

tl::unexpected<seep::Error> TableReader::Unknown(const TomlEntry& entry, const std::string& where,
                                                 const std::vector<TableKey>& keys) const {
  std::vector<std::string> names;
  for (const TableKey& key : keys) names.push_back(key.name);
  const std::string hint = seep::DidYouMean(entry.key, names);
  return Bad(entry, fmt::format("there is no such key{}{}", where.empty() ? "" : " in " + where,
                                hint.empty() ? fmt::format("; there are {}", fmt::join(names, ", "))
                                             : hint));
}

Result<> TableReader::ReadText(const TomlEntry& entry, std::string& into,
                               const std::string& example) const {
  const auto* text = std::get_if<std::string>(&entry.value.data);
  if (text == nullptr || text->empty())
    return Bad(entry, fmt::format("is a text: write {} = {}", entry.key, example));
  into = *text;
  return {};
}

Result<> TableReader::ReadTexts(const TomlEntry& entry, std::vector<std::string>& into,
                                const std::string& example) const {
  const auto* one = std::get_if<std::string>(&entry.value.data);
  const auto texts = one != nullptr ? std::optional(std::vector{*one}) : seep::WordsOf(entry.value);
  if (!texts || texts->empty() || std::ranges::find(*texts, "") != texts->end())
    return Bad(entry,
               fmt::format("is a text, or a list of some: write {} = {}", entry.key, example));
  into = *texts;
  return {};
}

Result<> TableReader::ReadNumber(const TomlEntry& entry, unsigned least, unsigned most,
                                 unsigned& into) const {
  const auto* number = std::get_if<int64_t>(&entry.value.data);
  if (number == nullptr || *number < least || *number > most)
    return Bad(entry, fmt::format("is a whole number from {} to {}", least, most));
  into = static_cast<unsigned>(*number);
  return {};
}

Result<> TableReader::ReadTruth(const TomlEntry& entry, bool& into) const {
  const auto* truth = std::get_if<bool>(&entry.value.data);
  if (truth == nullptr) return Bad(entry, "is true or false");
  into = *truth;
  return {};
}

Result<> TableReader::ReadBytes(const TomlEntry& entry, uint64_t& into) const {
  const auto* text = std::get_if<std::string>(&entry.value.data);
  const auto bytes = seep::ParseBytes(text == nullptr ? std::string_view() : *text);
  if (!bytes) return Bad(entry, fmt::format("is a size: write {} = \"64MiB\"", entry.key));
  into = *bytes;
  return {};
}

Result<> TableReader::ReadTime(const TomlEntry& entry, milliseconds& into) const {
  const auto* text = std::get_if<std::string>(&entry.value.data);
  const auto time = seep::ParseDuration(text == nullptr ? std::string_view() : *text);
  if (!time || *time < milliseconds(1))
    return Bad(entry, fmt::format("is a time of 1 ms or more: write {} = \"5s\"", entry.key));
  into = *time;
  return {};
}

}  // namespace sluice
