#include "sluice/config/header_rules_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "http/message.h"
#include "proxy/field_kind.h"

namespace sluice {

using seep::TomlEntry;
using seep::TomlTable;

namespace {

// Not what tells where a message ends, or what is about the connection.
bool MayChange(std::string_view name) {
  const FieldKind kind = Classify(name);
  return seep::IsToken(name) && kind != FieldKind::kHop && kind != FieldKind::kFraming &&
         kind != FieldKind::kTrailer;
}

Result<> ReadSet(const TableReader& reader, const TomlEntry& entry, HeaderRules& rules) {
  const auto* fields = std::get_if<TomlTable>(&entry.value.data);
  if (fields == nullptr) return reader.Bad(entry, "is a table: write set = { X-Name = \"value\" }");
  for (const TomlEntry& field : *fields) {
    const auto value = seep::WordOf(field.value);
    if (!value || HasControls(*value)) return reader.Bad(field, "is a text of one line");
    if (!MayChange(field.key)) return reader.Bad(field, "is no field that can be set");
    rules.set.emplace_back(field.key, *value);
  }
  return {};
}

Result<> ReadRemove(const TableReader& reader, const TomlEntry& entry, HeaderRules& rules) {
  const auto names = seep::WordsOf(entry.value);
  if (!names) return reader.Bad(entry, "is a list of names: write remove = [\"X-Other\"]");
  for (const std::string& name : *names) {
    if (!MayChange(name))
      return reader.Bad(entry, fmt::format("{} is no field that can be removed", name));
    rules.remove.push_back(name);
  }
  return {};
}

}  // namespace

bool HasControls(std::string_view text) {
  return std::ranges::any_of(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

Result<> ReadRules(const TableReader& reader, const TomlEntry& entry, HeaderRules& rules) {
  const auto* table = std::get_if<TomlTable>(&entry.value.data);
  if (table == nullptr)
    return reader.Bad(entry,
                      "is a table: write { set = { X-Name = \"value\" }, remove = [\"X-Other\"] }");
  return reader.ReadTable(
      *table, entry.key,
      {{"set", [&](const TomlEntry& e) { return ReadSet(reader, e, rules); }},
       {"remove", [&](const TomlEntry& e) { return ReadRemove(reader, e, rules); }}});
}

}  // namespace sluice
