#include "seep/doctor_options.h"

#include <utility>

#include "seep/extra_words.h"

namespace seep {

void DoctorOptionsParser::Add(CLI::App& app) {
  app_ = app.add_subcommand("doctor", "Tell what Seep can see and use on this machine.");
  app_->prefix_command();
  app_->footer(
      "With COMMAND, also of the server that it would start; it is not started.\n"
      "Exit code: 0, or 4 when no memory of a server can be read here.");
  app_->add_option("--json", doctor_.json, "write it to this file (- for standard output)")
      ->option_text("FILE");
}

DoctorOptions DoctorOptionsParser::Finish(std::vector<std::string> command) {
  if (!command.empty() || app_->remaining_size() > 0)
    doctor_.command = CommandToStart(*app_, std::move(command));
  return doctor_;
}

}  // namespace seep
