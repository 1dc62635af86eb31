#include "trial/leftover.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string_view>

namespace seep {
namespace {

// Larger ones are no configuration that somebody has written.
constexpr uintmax_t kConfigurationMax = 1 << 20;
// Programs are not looked into: f"{port2}" is a line of Python.
constexpr std::array<std::string_view, 12> kConfigurationEndings = {
    ".conf", ".cfg",  ".cnf",  ".config", ".ini", ".yaml",
    ".yml",  ".toml", ".json", ".vcl",    ".xml", ".properties"};

std::vector<std::string> Known() {
  std::vector<std::string> known = {"{socket}", "{upstream}", "{upstream_port}"};
  for (char digit = '2'; digit <= '9'; ++digit) known.push_back(fmt::format("{{port{}}}", digit));
  return known;
}

bool Holds(const std::vector<std::string>& words, std::string_view text) {
  return std::any_of(words.begin(), words.end(), [text](const std::string& word) {
    return word.find(text) != std::string::npos;
  });
}

// "{port10}", "{Port2}", "{upstream2}": the name of one of ours, and a number that it has not.
bool IsSlip(std::string_view placeholder) {
  std::string name;
  bool digits = false;
  for (const char c : placeholder.substr(1, placeholder.size() - 2)) {
    const bool digit = std::isdigit(static_cast<unsigned char>(c)) != 0;
    if (digits && !digit) return false;
    digits |= digit;
    if (!digit) name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return digits && (name == "port" || name == "upstream" || name == "socket");
}

std::optional<std::string> SlipIn(const std::string& word) {
  const std::vector<std::string> known = Known();
  for (size_t open = word.find('{'); open != std::string::npos; open = word.find('{', open + 1)) {
    const size_t close = word.find('}', open);
    if (close == std::string::npos) return std::nullopt;
    std::string placeholder = word.substr(open, close + 1 - open);
    const bool of_a_shell = open > 0 && word[open - 1] == '$';
    if (!of_a_shell && IsSlip(placeholder) &&
        std::find(known.begin(), known.end(), placeholder) == known.end())
      return placeholder;
  }
  return std::nullopt;
}

bool LooksLikeConfiguration(const std::filesystem::path& path) {
  const std::string ending = path.extension().string();
  std::error_code failed;
  return std::find(kConfigurationEndings.begin(), kConfigurationEndings.end(), ending) !=
             kConfigurationEndings.end() &&
         std::filesystem::is_regular_file(path, failed) &&
         std::filesystem::file_size(path, failed) <= kConfigurationMax && !failed;
}

}  // namespace

NamedTexts InheritedTexts() {
  NamedTexts texts;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const size_t equals = text.find('=');
    if (equals == std::string_view::npos || text.find('{') == std::string_view::npos) continue;
    texts.emplace_back(fmt::format("the variable {}", text.substr(0, equals)),
                       text.substr(equals + 1));
  }
  return texts;
}

NamedTexts ConfigurationsOf(const std::vector<std::string>& command) {
  NamedTexts texts;
  for (const std::string& word : command) {
    const std::string path = word.substr(word.rfind('=') + 1);  // --config=FILE
    if (!LooksLikeConfiguration(path)) continue;
    std::ifstream file(path, std::ios::binary);
    texts.emplace_back(
        path, std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()));
  }
  return texts;
}

Result<> CheckLeftover(const std::vector<std::string>& command, const NamedTexts& beside) {
  for (const std::string& word : command) {
    if (auto slip = SlipIn(word)) {
      return Fail(ErrorKind::kBadInput, Fault::kUser,
                  fmt::format("\"{}\": there is no {}, only {{port}}, {{port2}} … {{port9}}, "
                              "{{socket}} and {{upstream}}",
                              word, *slip));
    }
  }
  for (const auto& [name, text] : beside) {
    for (const std::string& placeholder : Known()) {
      if (text.find(placeholder) == std::string::npos || Holds(command, placeholder)) continue;
      return Fail(ErrorKind::kBadInput, Fault::kUser,
                  fmt::format("{} has {}, which is replaced in the command's own words only: the "
                              "server would take it as it stands. Have the command write it, as "
                              "in sh -c 'sed s/PORT2/{{port2}}/ FILE > …'",
                              name, placeholder));
    }
  }
  return {};
}

Result<> CheckLeftover(const Plan& plan) {
  const NamedTexts inherited = InheritedTexts();
  std::vector<std::vector<std::string>> commands = plan.helpers;
  commands.push_back(plan.command);
  for (const std::vector<std::string>& command : commands) {
    NamedTexts beside = ConfigurationsOf(command);
    beside.insert(beside.end(), inherited.begin(), inherited.end());
    if (auto ok = CheckLeftover(command, beside); !ok) return ok;
  }
  return {};
}

}  // namespace seep
