#include "sluice/logs.h"

namespace sluice {

seep::Result<> Logs::Open(const Options& options) {
  auto format = RecordFormat::Parse(options.access_log_format);
  if (!format) return tl::unexpected(format.error());
  format_ = std::move(*format);
  const auto open = [](const std::string& path, LogFile::Dash dash, const char* option,
                       std::shared_ptr<LogFile>& into) -> seep::Result<> {
    if (path.empty()) return {};
    auto opened = LogFile::Open(path, dash, option);
    if (!opened) return tl::unexpected(opened.error());
    into = std::move(*opened);
    return {};
  };
  auto ok = open(options.access_log, LogFile::Dash::kOutput, "--access-log", access_);
  return ok ? open(options.error_log, LogFile::Dash::kError, "--error-log", errors_) : ok;
}

seep::Result<> Logs::Reopen() const {
  for (const auto& log : {access_, errors_}) {
    if (log == nullptr) continue;
    if (auto opened = log->Reopen(); !opened) return opened;
  }
  return {};
}

std::function<void(const AccessRecord&)> Logs::Writer() const {
  if (access_ == nullptr && errors_ == nullptr) return {};
  return [this](const AccessRecord& record) {
    const auto now = std::chrono::system_clock::now();
    if (access_ != nullptr) access_->Write(format_->Line(record, now));
    if (errors_ != nullptr && !record.reason.empty()) errors_->Write(ErrorLine(record, now));
  };
}

uint64_t Logs::lost() const {
  uint64_t lost = 0;
  for (const auto& log : {access_, errors_})
    if (log != nullptr) lost += log->lost();
  return lost;
}

}  // namespace sluice
