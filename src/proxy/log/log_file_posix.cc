#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <mutex>
#include <thread>

#include "base/clock.h"
#include "base/fd.h"
#include "proxy/log/line_ring.h"
#include "proxy/log/log_file.h"

namespace sluice {
namespace {

constexpr size_t kRingBytes = size_t{256} * 1024;  // some 2,500 lines
// What a pipe takes at once where poll(2) says that it takes something: PIPE_BUF of pipe(7).
constexpr size_t kPieceBytes = 4096;
constexpr size_t kTakeBytes = size_t{64} * 1024;
// Lines come in batches: a thread is not woken for each.
constexpr seep::milliseconds kBatch{20};
constexpr seep::milliseconds kLastWait{1'000};

// Where it goes.
struct Place {
  std::string path;
  LogFile::Dash dash;
  std::string option;
};

seep::Result<seep::UniqueFd> OpenFile(const Place& place) {
  const int standard = place.dash == LogFile::Dash::kOutput ? STDOUT_FILENO : STDERR_FILENO;
  seep::UniqueFd fd(place.path == "-" ? ::fcntl(standard, F_DUPFD_CLOEXEC, 0)
                                      : ::open(place.path.c_str(),
                                               O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
  if (fd) return fd;
  const int error = errno;
  return seep::Fail(seep::ErrorKind::kBadInput, seep::Fault::kUser,
                    fmt::format("cannot write {}: {}; choose another file with {}", place.path,
                                seep::ErrnoText(error), place.option),
                    error);
}

class ThreadedLog : public LogFile {
 public:
  ThreadedLog(Place place, seep::UniqueFd fd) : place_(std::move(place)), fd_(std::move(fd)) {}
  ~ThreadedLog() override {
    ring_.Close();
    writer_.join();
  }

  void Write(std::string_view line) override { ring_.Put(line); }

  seep::Result<> Reopen() override {
    seep::Result<seep::UniqueFd> fd = OpenFile(place_);
    if (!fd) return tl::unexpected(fd.error());
    const std::lock_guard lock(mutex_);
    fd_ = std::move(*fd);
    return {};
  }

  uint64_t lost() const override { return ring_.lost() + lost_; }

 private:
  void WriteAll() {
    seep::TimePoint end = seep::TimePoint::max();
    for (;;) {
      const bool closed = ring_.closed();
      const std::string lines = ring_.Take(kTakeBytes, seep::milliseconds(1'000));
      if (lines.empty() && closed) return;
      if (!WriteLines(lines, end)) return;
      if (!closed && lines.size() < kTakeBytes / 2) std::this_thread::sleep_for(kBatch);
    }
  }

  // False when the time is over.
  bool WriteLines(std::string_view lines, seep::TimePoint& end) {
    while (!lines.empty()) {
      const std::lock_guard lock(mutex_);
      pollfd waited{.fd = fd_.get(), .events = POLLOUT, .revents = 0};
      const int ready = ::poll(&waited, 1, 100);
      if (ring_.closed() && end == seep::TimePoint::max()) end = seep::Clock::now() + kLastWait;
      if (seep::Clock::now() >= end) return false;
      if (ready <= 0) continue;
      const ssize_t put = ::write(fd_.get(), lines.data(), std::min(lines.size(), kPieceBytes));
      if (put < 0 && errno != EINTR && errno != EAGAIN) {
        // The disk is full, or the reader has gone.
        lost_ += static_cast<uint64_t>(std::ranges::count(lines, '\n'));
        return true;
      }
      if (put > 0) lines.remove_prefix(static_cast<size_t>(put));
    }
    return true;
  }

  const Place place_;
  std::mutex mutex_;
  seep::UniqueFd fd_;
  LineRing ring_{kRingBytes};
  std::atomic<uint64_t> lost_ = 0;
  std::thread writer_{[this] { WriteAll(); }};  // last: it uses all of the above
};

}  // namespace

seep::Result<std::shared_ptr<LogFile>> LogFile::Open(const std::string& path, Dash dash,
                                                     const std::string& option) {
  Place place{path, dash, option};
  seep::Result<seep::UniqueFd> fd = OpenFile(place);
  if (!fd) return tl::unexpected(fd.error());
  return std::make_shared<ThreadedLog>(std::move(place), std::move(*fd));
}

}  // namespace sluice
