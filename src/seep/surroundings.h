#pragma once
// Where a server runs, beside what Seep sets for it.

#include <string>
#include <utility>
#include <vector>

#include "base/error.h"

namespace seep {

struct Surroundings {
  std::string folder;  // the working directory; empty: Seep's own
  std::vector<std::pair<std::string, std::string>> environment;  // added to Seep's own
};

// While it lives, Seep itself is in these surroundings, and what it starts inherits them. So all
// that reads the user's environment finds a variable of seep.toml as it finds one of the shell.
// One at a time, and no other thread may read the environment as it comes and goes.
class InSurroundings {
 public:
  // Error kNotFound or kPermission, fault kUser: the folder cannot be entered.
  [[nodiscard]] static Result<InSurroundings> Enter(const Surroundings& surroundings);
  InSurroundings(InSurroundings&& other) noexcept;
  InSurroundings& operator=(InSurroundings&&) = delete;
  ~InSurroundings();

 private:
  struct Variable {
    std::string name;
    std::string value;
    bool was_set = false;
  };

  InSurroundings() = default;

  std::string folder_before_;        // empty: it was not left
  std::vector<Variable> variables_;  // as they were
};

}  // namespace seep
