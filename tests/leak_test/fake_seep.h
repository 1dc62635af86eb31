#pragma once
// A program that stands for seep: it writes down how it was started, and does what the test says.

#include <string>
#include <vector>

#include "leak_test/scratch_folder.h"

namespace seep::leak_test {

class FakeSeep {
 public:
  // Sets $SEEP to it. It writes `json` where it is told to, `report` to standard output and
  // `errors` to standard error.
  FakeSeep();
  ~FakeSeep();

  void Does(int exit_code, const std::string& json, const std::string& report,
            const std::string& errors = "") const;
  // `ending` is a shell's command, done last.
  void Does(const std::string& ending) const;

  std::string program() const { return scratch_.Of("seep"); }
  std::string folder() const { return scratch_.path(); }
  std::vector<std::string> Words() const;           // that it was started with, but for --json FILE
  std::string JsonPath() const;                     // that of --json FILE
  std::string Told(const std::string& name) const;  // "folder", "variable" ($FAKE), "input"

 private:
  ScratchFolder scratch_;
};

}  // namespace seep::leak_test
