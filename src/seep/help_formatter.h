#pragma once
// What --help looks like.

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace seep {

// CLI11's help, with the server's command in the usage of the commands that start one, and the
// options that few need only if `all`.
class HelpFormatter : public CLI::Formatter {
 public:
  explicit HelpFormatter(bool all);
  std::string make_group(std::string group, bool is_positional,
                         std::vector<const CLI::Option*> options) const override;
  std::string make_usage(const CLI::App* app, std::string name) const override;

 private:
  bool all_;
};

}  // namespace seep
