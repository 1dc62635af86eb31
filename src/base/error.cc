#include "base/error.h"

#include <system_error>

namespace seep {

std::string ErrnoText(int sys_errno) {
  return std::error_code(sys_errno, std::generic_category()).message();
}

}  // namespace seep
