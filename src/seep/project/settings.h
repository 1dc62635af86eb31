#pragma once
// Options of a command, set by seep.toml.

#include <CLI/CLI.hpp>

#include "base/error.h"
#include "seep/project/project_file.h"

namespace seep {

// Gives `app`, which has parsed the command line, what `server` sets and the command line did not.
// A key is the long name of an option without its dashes; there is no list of them but the app's.
//   an option with a value   a string, an integer or a number; of a FILE relative to seep.toml
//   one that is repeatable   the same, or a list of them
//   one with NAME,...        the same, or a list that is joined by commas
//   a COMMAND                a string that is split as --with is, or a list of words
//   a flag                   true; false is as if it were not there
// What the defaults set and only `other` has, the other command that a server is run by, is left
// out. Errors, kBadInput and fault kUser, name file, line, column and key.
[[nodiscard]] Result<> ApplySettings(const Project& project, const Server& server, CLI::App& app,
                                     const CLI::App& other);

}  // namespace seep
