#include "proxy/server_choice.h"

#include <algorithm>
#include <utility>

#include "proxy/route/hash_key.h"

namespace sluice {
namespace {

// For an address, where there are others: the Connection Attempt Delay of RFC 8305 §5.
constexpr seep::milliseconds kAddressTime{250};

}  // namespace

ServerChoice::Status ServerChoice::Begin(ThreadGroup& group, const seep::RequestHead& head,
                                         seep::TimePoint now) {
  group_ = &group;
  key_ = HashKey(head, group.config().hash_by);
  group.retries().NoteRequest();
  const bool others_wait = group.line() != nullptr && line().queue().waiting() > 0;
  if (!others_wait && Choose(now)) return Status::kChosen;
  waits_ = line().TryWait(group.config().queue_max);
  return waits_ ? Status::kWaits : Status::kFull;
}

bool ServerChoice::Choose(seep::TimePoint now) {
  server_ = group_->Enter(key_, tried_, now);
  entered_ = server_.has_value();
  if (entered_ && std::exchange(waits_, false)) line().EndWait();
  return entered_;
}

void ServerChoice::End() {
  if (std::exchange(waits_, false)) line().EndWait();
  if (std::exchange(entered_, false)) group_->Leave(*server_);
}

std::string_view ServerChoice::address() const {
  return made() ? group_->config().servers[*server_].address : std::string_view();
}

std::string_view ServerChoice::authority() const {
  if (group_ == nullptr) return {};
  return group_->pool(server_.value_or(0)).authority();
}

seep::milliseconds ServerChoice::TimeToConnect(seep::milliseconds all) const {
  return !made() || is_last_address() ? all : std::min(all, kAddressTime);
}

void ServerChoice::Succeeded() {
  group_->balancer().state(*server_).Succeeded();
  if (address_ > 0) pool().Prefer(std::exchange(address_, uint8_t{0}));
}

bool ServerChoice::NextAddress() {
  if (is_last_address()) return false;
  ++address_;
  return true;
}

bool ServerChoice::NextServer(seep::TimePoint now) {
  tried_.set(*server_);
  if (retries_ >= group_->config().retries) return false;
  const std::optional<size_t> other = group_->Enter(key_, tried_, now);
  if (!other) return false;
  if (!group_->retries().Spend()) {
    group_->Leave(*other);
    return false;
  }
  group_->Leave(*server_);
  ++retries_;
  server_ = other;
  address_ = 0;
  return true;
}

}  // namespace sluice
