#include <fmt/format.h>

#include <cstring>

#include "process/target.h"

namespace seep {

std::string ExitInfo::Describe() const {
  std::string text;
  if (signaled) {
    const char* name = ::sigdescr_np(code);  // unlike strsignal(3), safe with threads
    text = name != nullptr ? fmt::format("was killed by signal {} ({})", code, name)
                           : fmt::format("was killed by signal {}", code);
  } else {
    text = fmt::format("exited with status {}", code);
  }
  if (survivors) text += " and left processes running in the background";
  return text;
}

}  // namespace seep
