#include <seep/leak_test.h>

#include <ostream>

namespace seep {

std::ostream& operator<<(std::ostream& out, const LeakResult& result) {
  return out << result.report;
}

}  // namespace seep
