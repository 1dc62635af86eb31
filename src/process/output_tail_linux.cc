#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "base/check.h"
#include "process/output_tail.h"

namespace seep {

OutputTail::OutputTail(UniqueFd pipe) : pipe_(std::move(pipe)), wake_(::eventfd(0, EFD_CLOEXEC)) {
  CHECK(::fcntl(pipe_.get(), F_SETFL, O_NONBLOCK) == 0);
  CHECK(wake_);
  thread_ = std::jthread([this] { Drain(); });
}

OutputTail::~OutputTail() { CHECK(::eventfd_write(wake_.get(), 1) == 0); }

std::string OutputTail::Text() {
  const std::lock_guard lock(mutex_);
  Pump();
  return text_.size() <= kBytesMax ? text_ : text_.substr(text_.size() - kBytesMax);
}

void OutputTail::Drain() {
  std::array<pollfd, 2> watched = {pollfd{pipe_.get(), POLLIN, 0}, pollfd{wake_.get(), POLLIN, 0}};
  for (;;) {
    ::poll(watched.data(), watched.size(), -1);
    if (watched[1].revents != 0) return;
    if (watched[0].revents == 0) continue;
    const std::lock_guard lock(mutex_);
    if (!Pump()) return;
  }
}

bool OutputTail::Pump() {
  std::array<char, 16 * 1024> buffer;
  // A pipe holds 64 KiB by default: with this bound a writer that never stops cannot hold a caller.
  for (int i = 0; i < 64; ++i) {
    const ssize_t size = ::read(pipe_.get(), buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return size < 0 && errno == EAGAIN;
    text_.append(buffer.data(), static_cast<size_t>(size));
    if (text_.size() > 2 * kBytesMax - buffer.size()) text_.erase(0, text_.size() - kBytesMax);
  }
  return true;
}

}  // namespace seep
