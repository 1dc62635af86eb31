#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>

#include "proxy/wakeup.h"

namespace sluice {

seep::Result<seep::UniqueFd> CreateWakeup() {
  seep::UniqueFd fd(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  if (fd) return fd;
  const int error = errno;
  return seep::Fail(seep::ErrorKind::kIo, seep::Fault::kEnvironment,
                    "cannot create an event descriptor: " + seep::ErrnoText(error), error);
}

void Ring(int wakeup) {
  const uint64_t one = 1;
  // Fails only when it is full, and then it is readable already.
  [[maybe_unused]] const ssize_t ignored = ::write(wakeup, &one, sizeof one);
}

void Silence(int wakeup) {
  uint64_t rung = 0;
  [[maybe_unused]] const ssize_t ignored = ::read(wakeup, &rung, sizeof rung);
}

}  // namespace sluice
