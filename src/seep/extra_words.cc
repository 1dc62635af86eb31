#include "seep/extra_words.h"

#include <fmt/format.h>

#include "base/nearest_name.h"

namespace seep {
namespace {

bool IsOption(const std::string& word) { return word.size() > 1 && word.front() == '-'; }

[[noreturn]] void RefuseOption(const CLI::App& app, const std::string& word) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  const std::string flag = word.substr(0, word.find('='));
  throw CLI::ValidationError(flag, "there is no such option" + DidYouMean(flag, names));
}

}  // namespace

bool HasExtra(const CLI::App& app) { return app.remaining_size(true) > 0; }

void RefuseExtra(const CLI::App& app) {
  const auto given = app.get_subcommands();
  const bool of_command = app.remaining_size() == 0 && !given.empty();
  const CLI::App& owner = of_command ? *given.front() : app;
  const std::vector<std::string> words = owner.remaining();
  for (const std::string& word : words) {
    if (IsOption(word)) RefuseOption(owner, word);
  }
  throw CLI::ValidationError(words.front(), "not expected here");
}

std::vector<std::string> CommandToStart(const CLI::App& app,
                                        std::vector<std::string> behind_dashes) {
  std::vector<std::string> words = app.remaining();
  const std::string name = app.get_name();
  if (words.empty() && behind_dashes.empty()) {
    throw CLI::ValidationError(
        name,
        fmt::format(
            "no command: write the server's command at the end, as in `seep {} -- nginx -c F`",
            name));
  }
  if (words.empty()) return behind_dashes;
  if (IsOption(words.front())) RefuseOption(app, words.front());
  if (behind_dashes.empty()) return words;
  // The dashes are the command's own, as in `npm start -- --port {port}`.
  words.emplace_back("--");
  words.insert(words.end(), behind_dashes.begin(), behind_dashes.end());
  return words;
}

}  // namespace seep
