#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <iterator>
#include <mutex>
#include <thread>

#include "base/fd.h"
#include "proxy/access_log.h"
#include "proxy/line_ring.h"

namespace sluice {
namespace {

constexpr size_t kTargetBytesMax = 2048;

constexpr size_t kRingBytes = size_t{256} * 1024;  // some 2,500 lines
// What a pipe takes at once where poll(2) says that it takes something: PIPE_BUF of pipe(7).
constexpr size_t kPieceBytes = 4096;
constexpr size_t kTakeBytes = size_t{64} * 1024;
// Lines come in batches: a thread is not woken for each.
constexpr seep::milliseconds kBatch{20};
constexpr seep::milliseconds kLastWait{1'000};

seep::Result<seep::UniqueFd> OpenFile(const std::string& path) {
  seep::UniqueFd fd(path == "-"
                        ? ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0)
                        : ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
  if (fd) return fd;
  const int error = errno;
  return seep::Fail(seep::ErrorKind::kBadInput, seep::Fault::kUser,
                    fmt::format("cannot write the access log {}: {}; choose another file with "
                                "--access-log",
                                path, seep::ErrnoText(error)),
                    error);
}

class FileLog : public AccessLog {
 public:
  FileLog(std::string path, seep::UniqueFd fd) : path_(std::move(path)), fd_(std::move(fd)) {}
  ~FileLog() override {
    ring_.Close();
    writer_.join();
  }

  void Write(const AccessRecord& record) override {
    ring_.Put(FormatAccessLine(record, ::time(nullptr)));
  }

  seep::Result<> Reopen() override {
    seep::Result<seep::UniqueFd> fd = OpenFile(path_);
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

  const std::string path_;
  std::mutex mutex_;
  seep::UniqueFd fd_;
  LineRing ring_{kRingBytes};
  std::atomic<uint64_t> lost_ = 0;
  std::thread writer_{[this] { WriteAll(); }};  // last: it uses all of the above
};

void AppendEscaped(std::string_view text, std::string& out) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x21 || byte > 0x7e || c == '"' || c == '\\') {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", byte);
    } else {
      out += c;
    }
  }
}

}  // namespace

seep::Result<std::shared_ptr<AccessLog>> AccessLog::Open(const std::string& path) {
  seep::Result<seep::UniqueFd> fd = OpenFile(path);
  if (!fd) return tl::unexpected(fd.error());
  return std::make_shared<FileLog>(path, std::move(*fd));
}

std::string FormatAccessLine(const AccessRecord& record, int64_t time) {
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const time_t seconds = time;
  tm utc{};
  ::gmtime_r(&seconds, &utc);
  std::string line =
      fmt::format("{} - - [{:02}/{}/{:04}:{:02}:{:02}:{:02} +0000] \"", record.client, utc.tm_mday,
                  kMonths[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
  if (record.method.empty()) {
    line += '-';
  } else {
    AppendEscaped(record.method, line);
    line += ' ';
    AppendEscaped(record.target.substr(0, kTargetBytesMax), line);
    line += " HTTP";
  }
  fmt::format_to(std::back_inserter(line), "\" {:03} {} {:.3f}\n", record.status,
                 record.response_bytes, std::chrono::duration<double>(record.duration).count());
  return line;
}

}  // namespace sluice
