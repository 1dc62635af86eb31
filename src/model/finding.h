#pragma once
// What an examination found out about one thing that Seep uses.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace seep {

enum class Usable : uint8_t { kYes, kPartly, kNo };
std::string_view Name(Usable usable);  // "ok", "partly", "no"

struct Finding {
  std::string name;  // of the thing: "live heap"
  Usable usable = Usable::kYes;
  std::string found;        // what is there: a phrase
  std::string costs = {};   // what does not work therefore; empty when it is kYes
  std::string advice = {};  // what to do about it; may be empty
};

struct Examination {
  std::vector<Finding> findings;
  bool can_measure = false;  // some memory of a server that it starts can be read
};

}  // namespace seep
