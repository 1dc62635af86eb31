#pragma once
// Runs a program to its end.

#include <string>
#include <utility>
#include <vector>

namespace seep::leak_test {

struct ChildSpec {
  std::vector<std::string> words;  // the first is the program's path
  std::string folder;              // that it is started in; empty: that of this process
  std::vector<std::pair<std::string, std::string>> environment;  // beside this process's
  std::string output_folder;  // its standard output and standard error are kept in files there
};

struct ChildEnd {
  int exit_code = 0;  // -N when signal N ended it
  std::string output;
  std::string errors;
};

// Standard input is empty. The program is sent SIGTERM if this process dies before it.
// Throws std::system_error: the program or the folder cannot be used, or there is no memory.
ChildEnd RunChild(const ChildSpec& spec);

}  // namespace seep::leak_test
