#include "seep/project/settings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>

#include "base/nearest_name.h"
#include "base/shell_line.h"
#include "seep/project/server_table.h"

namespace seep {
namespace {

using Values = std::vector<std::string>;

// How requests are sent: one of these on the command line is meant in place of those in the file.
constexpr std::array<std::string_view, 5> kWaysToSend = {"keep-alive", "close", "abort", "shape",
                                                         "load"};

bool IsWayToSend(std::string_view key) {
  return std::find(kWaysToSend.begin(), kWaysToSend.end(), key) != kWaysToSend.end();
}

bool IsFlag(const CLI::Option& option) { return option.get_items_expected_max() == 0; }
bool IsRepeatable(const CLI::Option& option) { return option.get_items_expected_max() > 1; }
bool IsCommand(const CLI::Option& option) { return option.get_option_text() == "COMMAND"; }
bool IsFile(const CLI::Option& option) { return option.get_option_text() == "FILE"; }
bool IsJoined(const CLI::Option& option) { return option.get_option_text().ends_with(",..."); }

bool IsNumber(const TomlValue& value) { return std::holds_alternative<int64_t>(value.data); }

const CLI::Option* Find(const CLI::App& app, const std::string& key) {
  const CLI::Option* option = app.get_option_no_throw("--" + key);
  return option != nullptr && option->get_configurable() ? option : nullptr;
}

// What is wrong with a key that is none of `app`'s.
std::string UnknownKey(const CLI::App& app, const CLI::App& other, const std::string& key) {
  if (app.get_option_no_throw("--" + key) != nullptr)
    return fmt::format("is of the command line alone: --{}", key);
  if (Find(other, key) != nullptr)
    return fmt::format("is of `seep {}`, and this server is run by `seep {}`: leave it out",
                       other.get_name(), app.get_name());
  std::vector<std::string> names = OwnKeys();
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_configurable()) continue;
    for (const std::string& name : option->get_lnames()) names.push_back(name);
    // One letter is the short name of its option.
    if (key.size() == 1 && option->check_sname(key) && !option->get_lnames().empty())
      return fmt::format("there is no such key; did you mean {}?", option->get_lnames().front());
  }
  const std::string hint = DidYouMean(key, names);
  if (!hint.empty()) return "there is no such key" + hint;
  return fmt::format("there is no such key; `seep {} --help-all` has them, as options",
                     app.get_name());
}

class Applier {
 public:
  Applier(const Project& project, CLI::App& app, const CLI::App& other)
      : project_(project), app_(app), other_(other) {
    for (const CLI::Option* option : app.get_options())
      if (option->count() > 0) given_.insert(option);
  }

  Result<> Apply(const Setting& setting) {
    const TomlEntry& entry = setting.entry;
    const CLI::Option* known = Find(app_, entry.key);
    if (known == nullptr) {
      if (setting.of_defaults && Find(other_, entry.key) != nullptr) return {};
      return Bad(entry, UnknownKey(app_, other_, entry.key));
    }
    // In the defaults it is that of a run; a hunt's is of all its shapes together.
    if (setting.of_defaults && entry.key == "time" && app_.get_name() == "hunt") return {};
    Result<Values> values = ValuesFor(*known, entry);
    if (!values) return tl::unexpected(values.error());
    if (IsGiven(*known, entry) || values->empty()) return {};
    return Set(*app_.get_option("--" + entry.key), std::move(*values), entry);
  }

 private:
  tl::unexpected<Error> Bad(const TomlEntry& entry, const std::string& message) const {
    return BadToml(project_.file, entry, message);
  }

  // Whether the command line says otherwise.
  bool IsGiven(const CLI::Option& option, const TomlEntry& entry) const {
    if (given_.contains(&option)) return true;
    if (IsWayToSend(entry.key))
      return std::any_of(kWaysToSend.begin(), kWaysToSend.end(),
                         [&](auto key) { return Gave(key); });
    // The number is -n's, and a file of requests has its own paths.
    if (entry.key == "requests") return IsNumber(entry.value) ? Gave("-n") : Gave("path");
    return entry.key == "path" && Gave("requests") && GaveFile();
  }

  bool Gave(std::string_view key) const {
    const std::string name = (key.starts_with('-') ? "" : "--") + std::string(key);
    return given_.contains(app_.get_option_no_throw(name));
  }

  // Not a number.
  bool GaveFile() const {
    const std::string& text = app_.get_option_no_throw("--requests")->results().front();
    return text.find_first_not_of("0123456789") != std::string::npos;
  }

  Result<> Set(CLI::Option& option, Values values, const TomlEntry& entry) const {
    option.add_result(std::move(values));
    try {
      option.run_callback();
    } catch (const CLI::Error& error) {
      // "--path: what is wrong".
      const std::string message = error.what();
      const size_t colon = message.starts_with('-') ? message.find(": ") : std::string::npos;
      return Bad(entry, colon == std::string::npos ? message : message.substr(colon + 2));
    }
    return {};
  }

  Result<Values> ValuesFor(const CLI::Option& option, const TomlEntry& entry) const {
    const TomlValue& value = entry.value;
    if (IsFlag(option)) {
      const auto* truth = std::get_if<bool>(&value.data);
      if (truth == nullptr) return Bad(entry, "is true or false");
      return *truth ? Values{"true"} : Values{};
    }
    std::optional<Values> values;
    if (const std::optional<std::string> word = WordOf(value))
      values = {*word};
    else if (IsCommand(option))
      values = Commands(value, IsRepeatable(option));
    else if (IsRepeatable(option) || IsJoined(option))
      values = WordsOf(value);
    if (!values) return Bad(entry, Expected(option));
    if (IsJoined(option)) values = {fmt::format("{}", fmt::join(*values, ","))};
    if (IsFile(option) && !IsNumber(value)) values->front() = PathOf(values->front());
    return std::move(*values);
  }

  // Of a list: the words of one command, or where there may be several, commands or their words.
  static std::optional<Values> Commands(const TomlValue& value, bool several) {
    if (!several) {
      const std::optional<Values> words = WordsOf(value);
      return words ? std::optional(Values{ShellLine(*words)}) : std::nullopt;
    }
    const auto* list = std::get_if<TomlList>(&value.data);
    if (list == nullptr) return std::nullopt;
    Values commands;
    for (const TomlValue& item : *list) {
      std::optional<std::string> command = WordOf(item);
      if (const std::optional<Values> words = WordsOf(item)) command = ShellLine(*words);
      if (!command) return std::nullopt;
      commands.push_back(std::move(*command));
    }
    return commands;
  }

  static std::string Expected(const CLI::Option& option) {
    if (IsCommand(option))
      return IsRepeatable(option) ? "is a command, or a list of commands"
                                  : "is a command, or a list of its words";
    if (IsRepeatable(option) || IsJoined(option)) return "is a string, or a list of strings";
    return fmt::format("is one value, a string or a number: {}", option.get_option_text());
  }

  // "-" is standard input.
  std::string PathOf(const std::string& path) const {
    if (path == "-") return path;
    return (std::filesystem::path(project_.folder) / path).lexically_normal().string();
  }

  const Project& project_;
  CLI::App& app_;
  const CLI::App& other_;
  std::set<const CLI::Option*> given_;  // on the command line
};

}  // namespace

Result<> ApplySettings(const Project& project, const Server& server, CLI::App& app,
                       const CLI::App& other) {
  Applier applier(project, app, other);
  for (const Setting& setting : server.settings) {
    if (auto applied = applier.Apply(setting); !applied) return applied;
  }
  return {};
}

}  // namespace seep
