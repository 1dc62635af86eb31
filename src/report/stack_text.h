#pragma once
// A call stack in a few lines.

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "model/heap.h"
#include "report/style.h"

namespace seep {

class StackText {
 public:
  // All refer to what outlives the object. The sites are those whose stacks are shown together.
  StackText(std::span<const LeakSite> sites, std::span<const Module> modules, const Style& style,
            size_t columns);

  // The blamed function with file and line; then up to two library functions that it allocates
  // through, nearest first ("via"); then its callers ("from"), about eight lines in all. What
  // belongs to libraries is dim. Callers outside of the target's own code are left out.
  std::string Of(const LeakSite& site) const;

 private:
  struct Line {
    const Frame* frame = nullptr;
    const char* label = "";  // "via", "from", or nothing
  };

  std::vector<Line> LinesOf(const LeakSite& site) const;
  std::string Render(const Line& line, size_t name_end) const;

  std::span<const Module> modules_;
  const Style& style_;
  size_t columns_;
  std::string folder_;  // that the shown own source files have in common, with its slash
};

}  // namespace seep
