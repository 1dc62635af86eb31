#pragma once
// Matchers of GoogleTest for what seep::LeakOf returns. A test that fails shows Seep's report.
//
//   EXPECT_THAT(seep::LeakOf(seep::Command{"./server"}), seep::IsClean());

#include <gmock/gmock.h>
#include <seep/leak_test.h>

namespace seep {

// CLEAN. INCONCLUSIVE does not match: Not(Leaks()) lets it pass.
MATCHER(IsClean, negation ? "is not known to be free of leaks" : "leaks no memory") {
  static_cast<void>(result_listener);
  return arg.exit_code == 0;
}

MATCHER(Leaks, negation ? "is not known to leak memory" : "leaks memory") {
  static_cast<void>(result_listener);
  return arg.exit_code == 1;
}

}  // namespace seep
