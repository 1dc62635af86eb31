#include "base/version.h"

namespace seep {

const char* Version() { return SEEP_VERSION_STAMP; }

}  // namespace seep
