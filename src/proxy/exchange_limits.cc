// How long a request may take, and who is late when it takes longer.

#include <algorithm>

#include "proxy/exchange.h"

namespace sluice {

bool Exchange::waits_for_client() const {
  if (phase_ <= Phase::kConnect || phase_ == Phase::kEnd) return false;
  if (phase_ == Phase::kTunnel) return !down_.waits_for_source() && !down_.done();
  return answer_ == Answer::kNone ? !up_.done() && up_.waits_for_source()
                                  : !down_.done() && !down_.waits_for_source();
}

seep::TimePoint Exchange::deadline() const {
  if (IsTooSlow()) return context_.now;
  return phase_ < Phase::kTunnel ? std::min(deadline_, LastMoment()) : deadline_;
}

// Of the whole, until it is a tunnel or there is an answer of sluice's own.
seep::TimePoint Exchange::LastMoment() const {
  const seep::milliseconds total = context_.options.timeouts.total;
  return total.count() > 0 ? since_ + total : seep::TimePoint::max();
}

// Which side a body waits for at the moment tells, over many moments, for how long it has waited.
void Exchange::NoteWait() {
  if (phase_ == Phase::kRelay && waits_for_client()) waited_ += context_.now - noted_at_;
  noted_at_ = context_.now;
}

bool Exchange::IsTooSlow() const {
  const uint64_t rate = context_.options.body_rate_min;
  if (rate == 0 || phase_ != Phase::kRelay) return false;
  const uint64_t bytes = answer_ == Answer::kNone ? up_.body_bytes() : down_.body_bytes();
  const auto allowed = std::chrono::duration_cast<seep::nanoseconds>(
      std::chrono::duration<double>(static_cast<double>(bytes) / static_cast<double>(rate)));
  return waited_ >= std::max<seep::nanoseconds>(allowed, context_.options.timeouts.stall);
}

void Exchange::OnDeadline() {
  const bool relaying = phase_ < Phase::kTunnel;
  const bool is_over = relaying && context_.now >= LastMoment();
  if (!relaying || answer_ != Answer::kNone) {
    if (ends_with_close_) client_.channel.ResetOnClose();
    reason_ = IsTooSlow() ? "the client takes the answer too slowly"
              : is_over   ? "the whole took too long"
                          : "nothing moved for too long";
    EndAs(End::kCut);
    return;
  }
  const bool client_is_late = phase_ == Phase::kRelay && !up_.done() && up_.waits_for_source();
  if (IsTooSlow()) {
    Refuse(408, "the body comes too slowly");
  } else if (client_is_late) {
    Refuse(408, "the body did not come");
  } else if (phase_ == Phase::kQueue) {
    Refuse(503, "no server had room in time");
  } else if (is_over) {
    Refuse(504, "the whole took too long");
  } else if (phase_ == Phase::kConnect) {
    Refuse(503, "no descriptor or memory came free for a connection");
  } else if (up_.sent_bytes() > 0 || attempt_->reused()) {
    choice_.Failed(context_.now);
    Refuse(504, "the answer did not come");
  } else if (!TryAnother()) {  // it could not be reached in time
    Refuse(504, "it could not be reached in time");
  }
}

// Moves the deadline on when something has moved, to what is waited for now.
void Exchange::NoteProgress() {
  const uint64_t head_bytes = answer_ == Answer::kNone ? attempt_->in().size() : 0;
  const uint64_t moved = up_.sent_bytes() + down_.sent_bytes() + head_bytes + 1;
  if (moved == moved_bytes_) return;
  moved_bytes_ = moved;
  moved_at_ = context_.now;
  // Until the first byte is out, the connection may still be in the making.
  if (up_.sent_bytes() == 0 && !attempt_->reused()) return;
  const Timeouts& timeouts = context_.options.timeouts;
  const bool awaits_answer = up_.done() && answer_ == Answer::kNone;
  deadline_ = context_.now + (awaits_answer ? timeouts.response : timeouts.stall);
}

}  // namespace sluice
