// The exchange phase: a request on its way up and a response on its way down, at the same time.

#include "base/check.h"
#include "proxy/session.h"

namespace sluice {

using seep::HeadWriter;
using seep::ParseStatus;

Session::Next Session::RunExchange() {
  Next next = PumpRequest();
  if (phase_ == Phase::kExchange) {
    const Next other = answer_ == Answer::kNone ? ReadResponse() : PumpResponse();
    if (other != Next::kWait) next = other;
  }
  if (phase_ == Phase::kExchange) NoteProgress();
  return next;
}

Session::Next Session::PumpRequest() {
  Exchange& x = *exchange_;
  if (x.up.done() || request_broken_) return Next::kWait;
  switch (x.up.Pump(client_, x.from_client, *upstream_, budget_)) {
    case RelayStatus::kDone:
    case RelayStatus::kBlocked:
      return Next::kWait;
    case RelayStatus::kBusy:
      return Next::kYield;
    case RelayStatus::kSinkFailed:
      // It may have answered before it stopped to listen; reading tells.
      request_broken_ = true;
      upstream_->AssumeReadable();
      return Next::kWait;
    case RelayStatus::kSourceClosed:
    case RelayStatus::kSourceBroken:
      break;
  }
  return Refuse(400);
}

Session::Next Session::ReadResponse() {
  Exchange& x = *exchange_;
  // What comes before the request has gone out is no answer to it.
  if (!x.up.head_sent() && !request_broken_) return Next::kWait;
  Buffer& in = x.from_upstream;
  for (;;) {
    if (!in.empty()) {
      switch (x.response.Parse(in.view())) {
        case ParseStatus::kDone:
          return OnResponseHead();
        case ParseStatus::kFailed:
          return Refuse(502);
        case ParseStatus::kNeedMore:
          break;
      }
    }
    if (budget_ == 0) return Next::kYield;
    size_t bytes = 0;
    switch (upstream_->Read(in.Tail(), bytes)) {
      case IoStatus::kDone:
        --budget_;
        in.Commit(bytes);
        break;
      case IoStatus::kAgain:
        return Next::kWait;
      case IoStatus::kClosed:
      case IoStatus::kFailed:
        return OnUpstreamGone();
    }
  }
}

// Closed without an answer. A connection from the pool may have been closed while it was idle; then
// the request goes out once more, if that cannot do anything twice (RFC 9110 §9.2.2, RFC 9112
// §9.3.1).
Session::Next Session::OnUpstreamGone() {
  Exchange& x = *exchange_;
  const bool untouched = x.from_upstream.empty() && interims_ == 0;
  const bool safe = idempotent_ || x.up.sent_bytes() == 0;
  if (!reused_upstream_ || !untouched || !safe || !x.up.replayable()) return Refuse(502);
  upstream_.reset();
  reused_upstream_ = false;
  request_broken_ = false;
  moved_bytes_ = 0;
  x.up.Restart();
  Enter(Phase::kConnect, context_.options.timeouts.connect);
  return Next::kGoOn;
}

Session::Next Session::OnResponseHead() {
  Exchange& x = *exchange_;
  const seep::ResponseHead& head = x.response.head();
  const bool interim = head.status < 200;
  // 101 was not asked for: Upgrade is never passed on. Interim responses without end are a fault.
  if (head.status == 101 || (interim && ++interims_ > kInterimMax)) return Refuse(502);
  HeadWriter out(x.response_head);
  if (interim) {
    answer_ = Answer::kInterim;
    if (RelaysInterim(head, x.facts)) WriteInterimHead(head, out);
    x.down.Start(out.written(), seep::Framing::kNone, 0, seep::Framing::kNone);
  } else {
    // The rest of a request that has its answer already is not waited for.
    const ResponsePlan plan = PlanResponse(head, x.facts, x.up.done() && context_.KeepsAlive());
    keep_alive_ = plan.keep_alive;
    status_ = head.status;
    WriteResponseHead(head, x.facts, plan, context_.date.Now(), out);
    if (!out.overflow()) answer_ = Answer::kFinal;
    x.down.Start(out.written(), head.framing, head.content_length, plan.framing);
  }
  if (out.overflow()) return Refuse(502);
  x.from_upstream.Consume(x.response.head_bytes());  // the head's views end here
  return Next::kGoOn;
}

Session::Next Session::PumpResponse() {
  Exchange& x = *exchange_;
  switch (x.down.Pump(*upstream_, x.from_upstream, client_, budget_)) {
    case RelayStatus::kDone:
      break;
    case RelayStatus::kBlocked:
      return Next::kWait;
    case RelayStatus::kBusy:
      return Next::kYield;
    default:
      // A response cut short must not look whole: the connection ends without its last chunk.
      return CloseNow();
  }
  if (answer_ == Answer::kFinal) return FinishExchange();
  answer_ = Answer::kNone;
  x.response.Reset();
  return Next::kGoOn;
}

Session::Next Session::FinishExchange() {
  Exchange& x = *exchange_;
  const bool keep_alive = keep_alive_ && x.up.done();
  const seep::ResponseHead& head = x.response.head();
  const bool reusable = x.up.done() && head.keep_alive &&
                        head.framing != seep::Framing::kUntilClose && x.from_upstream.empty();
  if (reusable && !context_.stopping) {
    context_.pool.Put(std::move(upstream_), context_.now);
  } else {
    upstream_.reset();
  }
  Report();
  return NextRequest(keep_alive);
}

// Moves the deadline on when something has moved, to what is waited for now.
void Session::NoteProgress() {
  const Exchange& x = *exchange_;
  const uint64_t head_bytes = answer_ == Answer::kNone ? x.from_upstream.size() : 0;
  const uint64_t moved = x.up.sent_bytes() + x.down.sent_bytes() + head_bytes + 1;
  if (moved == moved_bytes_) return;
  moved_bytes_ = moved;
  // Until the first byte is out, the connection may still be in the making.
  if (x.up.sent_bytes() == 0 && !reused_upstream_) return;
  const Timeouts& timeouts = context_.options.timeouts;
  const bool awaits_answer = x.up.done() && answer_ == Answer::kNone;
  deadline_ = context_.now + (awaits_answer ? timeouts.response : timeouts.stall);
}

void Session::Report() {
  if (!context_.options.on_request) return;
  const Exchange& x = *exchange_;
  const std::string_view head(x.request_head.data(), x.request_head.size());
  const bool known = method_bytes_ > 0;
  context_.options.on_request(
      {.client = {address_, address_bytes_},
       .method = head.substr(0, method_bytes_),
       .target = known ? head.substr(method_bytes_ + 1u, target_bytes_) : std::string_view(),
       .status = status_,
       .response_bytes = answer_ == Answer::kFinal ? x.down.body_bytes() : 0,
       .duration = context_.now - begun_});
}

}  // namespace sluice
