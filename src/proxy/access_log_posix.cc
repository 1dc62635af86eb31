#include <fcntl.h>
#include <fmt/format.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <iterator>

#include "base/fd.h"
#include "proxy/access_log.h"

namespace sluice {
namespace {

constexpr size_t kTargetBytesMax = 2048;

class FileLog : public AccessLog {
 public:
  explicit FileLog(seep::UniqueFd fd) : fd_(std::move(fd)) {}
  void Write(const AccessRecord& record) override {
    const std::string line = FormatAccessLine(record, ::time(nullptr));
    [[maybe_unused]] const ssize_t ignored = ::write(fd_.get(), line.data(), line.size());
  }

 private:
  seep::UniqueFd fd_;
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
  seep::UniqueFd fd(path == "-"
                        ? ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0)
                        : ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
  if (fd) return std::make_shared<FileLog>(std::move(fd));
  const int error = errno;
  return seep::Fail(seep::ErrorKind::kBadInput, seep::Fault::kUser,
                    fmt::format("cannot write the access log {}: {}; choose another file with "
                                "--access-log",
                                path, seep::ErrnoText(error)),
                    error);
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
