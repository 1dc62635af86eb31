#include "process/launcher.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace seep {
namespace {

using Words = std::vector<std::string>;

struct Kind {
  std::string_view name;
  bool always_clears;
  bool another_user;
  std::string_view clears;  // the letter of the option that clears
  std::string_view clears_long;
  std::string_view valued;  // letters of its options that take a value
  std::string_view valued_long;
};

constexpr std::array<Kind, 6> kKinds = {
    {{"sudo", true, true, "", "", "CDghpRrTtUu",
      " --chdir --chroot --close-from --group --host --other-user --prompt --role --type --user "
      "--command-timeout "},
     {"doas", true, true, "", "", "aCu", ""},
     {"su", false, true, "l", "--login", "cgGsw",
      " --command --group --session-command --shell --supp-group --whitelist-environment "},
     {"runuser", false, true, "l", "--login", "cgGsuw",
      " --command --group --session-command --shell --supp-group --user --whitelist-environment "},
     {"setpriv", false, false, "", "--reset-env", "",
      " --ambient-caps --apparmor-profile --bounding-set --euid --egid --groups --inh-caps "
      "--pdeathsig --regid --reuid --rgid --ruid --securebits --selinux-label "},
     {"env", false, false, "i", "--ignore-environment", "CSu", " --chdir --unset "}}};

std::string_view LastPart(std::string_view path) { return path.substr(path.rfind('/') + 1); }

// What stands in front of the server's own words.
struct Front {
  bool clears = false;
  std::string user;  // empty: none is named
  Words kept;        // its words without those that clear
  size_t end = 1;    // index of the first word behind it
};

// "-u" of "-nu" and its value, behind it or in the next word.
void TakeLetters(const Kind& kind, std::span<const std::string> command, Front& front) {
  const std::string& word = command[front.end];
  std::string kept = "-";
  for (size_t i = 1; i < word.size(); ++i) {
    const bool clears = kind.clears.find(word[i]) != std::string_view::npos;
    front.clears |= clears;
    if (!clears) kept += word[i];
    if (kind.valued.find(word[i]) == std::string_view::npos) continue;
    const bool behind = i + 1 < word.size();
    const bool there = behind || front.end + 1 < command.size();
    const std::string value = behind ? word.substr(i + 1) : there ? command[front.end + 1] : "";
    if (word[i] == 'u') front.user = value;
    front.kept.push_back(behind ? kept + value : kept);
    if (!behind && there) front.kept.push_back(command[++front.end]);
    return;
  }
  if (kept != "-") front.kept.push_back(kept);
}

void TakeLong(const Kind& kind, std::span<const std::string> command, Front& front) {
  const std::string& word = command[front.end];
  if (word == kind.clears_long) {
    front.clears = true;
    return;
  }
  front.kept.push_back(word);
  const size_t equals = word.find('=');
  const std::string name = word.substr(0, equals);
  std::string value = equals == std::string::npos ? "" : word.substr(equals + 1);
  const bool takes_next = equals == std::string::npos && front.end + 1 < command.size() &&
                          kind.valued_long.find(" " + name + " ") != std::string_view::npos;
  if (takes_next) front.kept.push_back(value = command[++front.end]);
  if (name == "--user") front.user = value;
}

Front FrontOf(const Kind& kind, std::span<const std::string> command) {
  Front front{.clears = kind.always_clears, .user = "", .kept = {command[0]}};
  for (; front.end < command.size() && command[front.end].starts_with('-'); ++front.end) {
    const std::string& word = command[front.end];
    if (word == "--") {
      ++front.end;
      break;
    }
    if (word == "-")  // a login shell of su, and env's -i
      front.clears = true;
    else if (word.starts_with("--"))
      TakeLong(kind, command, front);
    else
      TakeLetters(kind, command, front);
  }
  return front;
}

// Of a launcher that may keep the environment, the same without what clears; of the others, what
// does their work.
Words Instead(const Kind& kind, const Front& front, std::span<const std::string> rest, bool root) {
  Words words = front.kept;
  if (kind.another_user && !root) {
    if (!kind.always_clears) return {};  // the server's command is within a word of su's
    for (const char* word : {"seep", "run", "--"}) words.emplace_back(word);
  } else if (kind.always_clears) {
    words.clear();
    if (!front.user.empty()) words = {"runuser", "-u", front.user, "--"};
    if (!rest.empty() && rest[0].find('=') != std::string::npos) words.emplace_back("env");
  }
  words.insert(words.end(), rest.begin(), rest.end());
  return words;
}

}  // namespace

std::optional<Launcher> FindClearingLauncher(std::span<const std::string> command, bool root) {
  if (command.empty()) return std::nullopt;
  const std::string_view name = LastPart(command[0]);
  const auto kind = std::find_if(kKinds.begin(), kKinds.end(),
                                 [name](const Kind& one) { return one.name == name; });
  if (kind == kKinds.end()) return std::nullopt;
  const Front front = FrontOf(*kind, command);
  if (!front.clears && (root || !kind->another_user)) return std::nullopt;
  const auto rest = command.subspan(std::min(front.end, command.size()));
  return Launcher{.name = std::string(name),
                  .another_user = kind->another_user,
                  .instead = Instead(*kind, front, rest, root)};
}

}  // namespace seep
