#include "runtime/jvm/jvm_histogram.h"

#include <array>
#include <charconv>
#include <utility>

namespace seep {
namespace {

constexpr std::string_view kFiller = "jdk.internal.vm.Filler";

// The first line of what is left, which is then shorter by it.
std::string_view TakeLine(std::string_view& text) {
  const size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

std::string_view TakeWord(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  const size_t end = std::min(line.find(' '), line.size());
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(end);
  return word;
}

std::optional<int64_t> TakeCount(std::string_view& line) {
  const std::string_view word = TakeWord(line);
  int64_t count = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), count);
  if (error != std::errc() || end != word.data() + word.size() || count < 0) return std::nullopt;
  return count;
}

std::optional<JvmClass> TakeCounts(std::string_view& line) {
  const auto instances = TakeCount(line);
  const auto bytes = instances ? TakeCount(line) : std::nullopt;
  if (!bytes) return std::nullopt;
  return JvmClass{.instances = *instances, .bytes = *bytes};
}

// Without the module behind it, in parentheses.
std::string_view ClassName(std::string_view rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  const size_t module = rest.rfind(" (");
  return rest.ends_with(')') && module != std::string_view::npos ? rest.substr(0, module) : rest;
}

void Add(JvmHistogram& histogram, std::string_view name, const JvmClass& counts) {
  std::string java = JavaName(name);
  if (java.starts_with(kFiller)) return;
  JvmClass& sum = histogram.classes[std::move(java)];
  sum.instances += counts.instances;
  sum.bytes += counts.bytes;
  histogram.instances += counts.instances;
  histogram.bytes += counts.bytes;
}

}  // namespace

std::optional<JvmHistogram> ParseJvmHistogram(std::string_view text) {
  JvmHistogram histogram;
  while (!text.empty()) {
    std::string_view line = TakeLine(text);
    const std::string_view first = TakeWord(line);
    if (first == "Total") return TakeCounts(line) ? std::optional(histogram) : std::nullopt;
    std::string_view number = first;
    if (!number.ends_with(':')) continue;  // the heading
    number.remove_suffix(1);
    const auto counts = TakeCount(number) ? TakeCounts(line) : std::nullopt;
    const std::string_view name = ClassName(line);
    if (!counts || name.empty()) return std::nullopt;
    Add(histogram, name, *counts);
  }
  return std::nullopt;
}

std::string JavaName(std::string_view name) {
  static constexpr std::array<std::pair<char, const char*>, 8> kPrimitives = {{{'B', "byte"},
                                                                               {'C', "char"},
                                                                               {'D', "double"},
                                                                               {'F', "float"},
                                                                               {'I', "int"},
                                                                               {'J', "long"},
                                                                               {'S', "short"},
                                                                               {'Z', "boolean"}}};
  const size_t dimensions = std::min(name.find_first_not_of('['), name.size());
  std::string_view element = name.substr(dimensions);
  if (dimensions == 0 || element.empty()) return std::string(name);
  std::string java(element);
  if (element.size() == 1) {
    for (const auto& [letter, primitive] : kPrimitives) {
      if (letter == element[0]) java = primitive;
    }
  } else if (element.starts_with('L') && element.ends_with(';')) {
    java = element.substr(1, element.size() - 2);
  }
  for (size_t i = 0; i < dimensions; ++i) java += "[]";
  return java;
}

JvmClasses GrowthByClass(const JvmClasses& before, const JvmClasses& after) {
  JvmClasses growth = after;
  for (const auto& [name, was] : before) {
    JvmClass& now = growth[name];
    now.instances -= was.instances;
    now.bytes -= was.bytes;
  }
  std::erase_if(growth, [](const auto& entry) {
    return entry.second.instances == 0 && entry.second.bytes == 0;
  });
  return growth;
}

}  // namespace seep
