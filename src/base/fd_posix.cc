#include <unistd.h>

#include "base/fd.h"

namespace seep {

void UniqueFd::Reset(int fd) {
  if (fd_ >= 0) ::close(fd_);
  fd_ = fd;
}

}  // namespace seep
