#include "proxy/health/probe.h"

#include <fmt/format.h>

#include <array>

#include "http/parser.h"
#include "proxy/socket.h"

namespace sluice {
namespace {

constexpr size_t kAnswerBytesMax = size_t{16} * 1024;  // of its head

bool Passes(const HealthCheck& check, unsigned status) {
  return check.status == 0 ? status >= 200 && status < 400 : status == check.status;
}

}  // namespace

Probe::Probe(const HealthCheck& check, const Address& to, const TlsClient* tls, Memory& memory,
             seep::TimePoint now)
    : check_(check),
      deadline_(now + check.timeout),
      request_(fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: sluice\r\n"
                           "Connection: close\r\n\r\n",
                           check.path, check.host.empty() ? to.authority : check.host)) {
  seep::UniqueFd fd;
  if (StartConnect(to, fd) != ConnectStatus::kStarted) return;
  channel_.emplace(std::move(fd));
  if (tls == nullptr) return;
  channel_->set_tls(tls->Open(channel_->fd(), HostOf(to.authority), memory));
  if (channel_->tls() == nullptr) channel_.reset();
}

std::optional<bool> Probe::Step(seep::TimePoint now) {
  if (!channel_ || now >= deadline_) return false;
  channel_->AssumeWritable();
  channel_->AssumeReadable();
  waits_to_write_ = false;
  return request_.empty() ? Receive() : Send();
}

std::optional<bool> Probe::Send() {
  while (!request_.empty()) {
    const iovec piece{.iov_base = request_.data(), .iov_len = request_.size()};
    size_t bytes = 0;
    const IoStatus status = channel_->Write({&piece, 1}, bytes);
    if (status == IoStatus::kAgain) {
      const TlsStream* tls = channel_->tls();
      waits_to_write_ = tls == nullptr || tls->waits() == TlsStream::Waits::kToWrite;
      return std::nullopt;
    }
    if (status != IoStatus::kDone) return false;
    request_.erase(0, bytes);
  }
  return Receive();
}

std::optional<bool> Probe::Receive() {
  for (;;) {
    std::array<char, 4096> piece;
    size_t bytes = 0;
    const IoStatus status = channel_->Read(piece, bytes);
    if (status == IoStatus::kAgain) return std::nullopt;
    if (status != IoStatus::kDone) return false;
    answer_.append(piece.data(), bytes);
    seep::ResponseParser parser;
    switch (parser.Parse(answer_)) {
      case seep::ParseStatus::kDone:
        return Passes(check_, parser.head().status);
      case seep::ParseStatus::kFailed:
        return false;
      case seep::ParseStatus::kNeedMore:
        if (answer_.size() > kAnswerBytesMax) return false;
        channel_->AssumeReadable();
        break;
    }
  }
}

pollfd Probe::wanted() const {
  const int events = waits_to_write_ ? POLLIN | POLLOUT : POLLIN;
  return {
      .fd = channel_ ? channel_->fd() : -1, .events = static_cast<int16_t>(events), .revents = 0};
}

}  // namespace sluice
