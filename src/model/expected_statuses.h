#pragma once
// Which statuses are answers as they were asked for.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace seep {

// Unless something is added: 2xx (RFC 9110 §15.3), and what stands for success where it was asked
// for, 101 to an upgrade and 304 to a condition.
class ExpectedStatuses {
 public:
  // Statuses and classes of them, as "2xx,404", are expected in place of the usual ones, beside
  // what was added before. Errors, kBadInput and fault kUser, name what is none.
  [[nodiscard]] Result<> Add(std::string_view list);

  bool Has(uint16_t status) const;
  bool AreUsual() const { return ranges_.empty(); }
  // "2xx,404", as Add takes it.
  std::string Text() const;

 private:
  struct Range {
    uint16_t first = 0;
    uint16_t last = 0;
  };
  std::vector<Range> ranges_;
};

}  // namespace seep
