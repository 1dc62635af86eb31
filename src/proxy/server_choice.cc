#include "proxy/server_choice.h"

#include <algorithm>
#include <utility>

#include "proxy/route/hash_key.h"

namespace sluice {
namespace {

// For an address, where there are others: the Connection Attempt Delay of RFC 8305 §5.
constexpr seep::milliseconds kAddressTime{250};

}  // namespace

void ServerChoice::Begin(ThreadGroup& group, const seep::RequestHead& head, seep::TimePoint now) {
  group_ = &group;
  key_ = HashKey(head, group.config().hash_by);
  server_ = *group.balancer().Pick(key_, tried_, now);
  group.NoteRequest();
}

std::string_view ServerChoice::address() const {
  return made() ? group_->config().servers[server_].address : std::string_view();
}

seep::milliseconds ServerChoice::TimeToConnect(seep::milliseconds all) const {
  return !made() || is_last_address() ? all : std::min(all, kAddressTime);
}

void ServerChoice::Succeeded() {
  group_->balancer().state(server_).Succeeded();
  if (address_ > 0) pool().Prefer(std::exchange(address_, uint8_t{0}));
}

bool ServerChoice::NextAddress() {
  if (is_last_address()) return false;
  ++address_;
  return true;
}

bool ServerChoice::NextServer(seep::TimePoint now) {
  tried_.set(server_);
  if (retries_ >= group_->config().retries) return false;
  const std::optional<size_t> other = group_->balancer().Pick(key_, tried_, now);
  if (!other || !group_->SpendRetry()) return false;
  ++retries_;
  server_ = *other;
  address_ = 0;
  return true;
}

}  // namespace sluice
