#include "seep/completions.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

namespace seep {
namespace {

struct Flag {
  std::vector<std::string> names;  // "-n", "--time"
  std::string help;                // one line
  bool takes_value = false;
};

struct Command {
  std::string name;
  std::string help;
  std::vector<Flag> flags;
  bool names_servers = false;  // of seep.toml
  bool takes_command = false;  // of a server
};

// Prints the names, each at the beginning of a line.
constexpr const char* kServers = "seep test --list 2>/dev/null";

std::string FirstLine(std::string text) {
  text = text.substr(0, text.find('\n'));
  // Quotes and brackets mean something to each of the shells.
  std::erase_if(
      text, [](char c) { return std::string_view("'\"`[]\\$").find(c) != std::string_view::npos; });
  return text;
}

std::vector<Command> CommandsOf(const CLI::App& app) {
  std::vector<Command> commands;
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (sub->get_group().empty()) continue;
    Command command{sub->get_name(), FirstLine(sub->get_description()), {}};
    // A new seep.toml has no servers yet.
    command.names_servers =
        sub->get_option_no_throw("--config") != nullptr && command.name != "init";
    command.takes_command = sub->get_prefix_command();
    for (const CLI::Option* option : sub->get_options()) {
      if (option->get_positional() || option->get_group().empty()) continue;
      Flag flag{{}, FirstLine(option->get_description()), option->get_items_expected_max() > 0};
      for (const std::string& name : option->get_snames()) flag.names.push_back("-" + name);
      for (const std::string& name : option->get_lnames()) flag.names.push_back("--" + name);
      command.flags.push_back(std::move(flag));
    }
    commands.push_back(std::move(command));
  }
  return commands;
}

std::string NamesOf(const std::vector<Command>& commands) {
  std::vector<std::string_view> names;
  for (const Command& command : commands) names.push_back(command.name);
  return fmt::format("{}", fmt::join(names, " "));
}

// Words behind the server's command are the server's. $(…) is expanded when a word is completed.
std::string Bash(const std::vector<Command>& commands) {
  std::string cases;
  for (const Command& command : commands) {
    std::vector<std::string> words;
    for (const Flag& flag : command.flags)
      words.insert(words.end(), flag.names.begin(), flag.names.end());
    cases += fmt::format("    {}) words='{}'{} ;;\n", command.name, fmt::join(words, " "),
                         command.names_servers ? " named=1" : "");
  }
  return fmt::format(
      "# Completes seep's words in bash: seep completions bash > "
      "~/.local/share/bash-completion/completions/seep\n"
      "_seep() {{\n"
      "  local word=${{COMP_WORDS[COMP_CWORD]}} words= named=\n"
      "  if [ \"$COMP_CWORD\" = 1 ]; then\n"
      "    COMPREPLY=($(compgen -W '{}' -- \"$word\"))\n"
      "    return\n"
      "  fi\n"
      "  case ${{COMP_WORDS[1]}} in\n{}  esac\n"
      "  if [[ $word == -* ]]; then\n"
      "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
      "  elif [[ -n $named && \" ${{COMP_WORDS[*]}} \" != *' -- '* ]]; then\n"
      "    COMPREPLY=($(compgen -W \"$({} | cut -d' ' -f1)\" -- \"$word\"))\n"
      "  fi\n"
      "}}\n"
      "complete -o default -F _seep seep\n",
      NamesOf(commands), cases, kServers);
}

std::string Zsh(const std::vector<Command>& commands) {
  std::string names;
  std::string cases;
  for (const Command& command : commands) {
    names += fmt::format("    '{}:{}'\n", command.name, command.help);
    cases += fmt::format("    {})\n      _arguments", command.name);
    for (const Flag& flag : command.flags) {
      for (const std::string& name : flag.names) {
        cases += fmt::format(" \\\n        '{}[{}]{}'", name, flag.help,
                             flag.takes_value ? ":value:_files" : "");
      }
    }
    if (command.names_servers) {
      cases += fmt::format(" \\\n        \"{}server:($({} | cut -d' ' -f1))\"",
                           command.takes_command ? "1::" : "*:", kServers);
    }
    if (command.takes_command || !command.names_servers)
      cases += " \\\n        '*::command:_normal'";
    cases += " ;;\n";
  }
  return fmt::format(
      "#compdef seep\n"
      "# Completes seep's words in zsh: seep completions zsh > a folder of $fpath, as _seep\n"
      "local -a commands=(\n{}  )\n"
      "if (( CURRENT == 2 )); then\n"
      "  _describe command commands\n"
      "else\n"
      "  local command=$words[2]\n"
      "  shift words; (( CURRENT-- ))\n"
      "  case $command in\n{}  esac\n"
      "fi\n",
      names, cases);
}

std::string Fish(const std::vector<Command>& commands) {
  std::string text =
      "# Completes seep's words in fish: seep completions fish > "
      "~/.config/fish/completions/seep.fish\n";
  for (const Command& command : commands) {
    text += fmt::format("complete -c seep -n __fish_use_subcommand -a {} -d '{}'\n", command.name,
                        command.help);
  }
  for (const Command& command : commands) {
    for (const Flag& flag : command.flags) {
      text += fmt::format("complete -c seep -n '__fish_seen_subcommand_from {}'", command.name);
      for (const std::string& name : flag.names) {
        const bool is_long = name.starts_with("--");
        text += fmt::format(" -{} {}", is_long ? "l" : "s", name.substr(is_long ? 2 : 1));
      }
      text += fmt::format("{} -d '{}'\n", flag.takes_value ? " -r" : "", flag.help);
    }
  }
  for (const Command& command : commands) {
    if (!command.names_servers) continue;
    text += fmt::format(
        "complete -c seep -n '__fish_seen_subcommand_from {}' -a '({} | string split -f1 \" \")'\n",
        command.name, kServers);
  }
  return text;
}

}  // namespace

Result<std::string> CompletionScript(const CLI::App& app, std::string_view shell) {
  if (shell == "bash") return Bash(CommandsOf(app));
  if (shell == "zsh") return Zsh(CommandsOf(app));
  if (shell == "fish") return Fish(CommandsOf(app));
  return Fail(ErrorKind::kBadInput, Fault::kUser,
              fmt::format("\"{}\" is none of bash, zsh and fish", shell));
}

}  // namespace seep
