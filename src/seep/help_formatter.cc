#include "seep/help_formatter.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

#include "seep/parsed_option.h"

namespace seep {
namespace {

// "Report files: --html --junit --sarif …"; --help-all has a line for each.
std::string OneLine(const std::string& group, const std::vector<const CLI::Option*>& options) {
  std::vector<std::string> names;
  for (const CLI::Option* option : options) names.push_back(option->get_name());
  return fmt::format("{}: {}\n", group, fmt::join(names, " "));
}

}  // namespace

HelpFormatter::HelpFormatter(bool all) : all_(all) { column_width(30); }

std::string HelpFormatter::make_group(std::string group, bool is_positional,
                                      std::vector<const CLI::Option*> options) const {
  if (group == kMoreOptions && !all_) return "More options: --help-all, or man seep.\n";
  if (group == kReportFiles && !all_) return OneLine(group, options);
  return CLI::Formatter::make_group(std::move(group), is_positional, std::move(options));
}

std::string HelpFormatter::make_usage(const CLI::App* app, std::string name) const {
  std::string usage = CLI::Formatter::make_usage(app, std::move(name));
  if (app->get_prefix_command())  // what is left over is the server's command
    usage.insert(usage.find_last_not_of('\n') + 1, " [--] COMMAND [ARG ...]");
  return usage;
}

}  // namespace seep
