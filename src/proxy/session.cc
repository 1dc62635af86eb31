#include "proxy/session.h"

#include "base/check.h"
#include "proxy/forward_request.h"

namespace sluice {

using seep::HeadWriter;
using seep::ParseStatus;

Session::Session(Context& context, seep::UniqueFd client, const sockaddr_storage& peer)
    : context_(context), client_(std::move(client), this) {
  address_bytes_ = static_cast<uint8_t>(WriteAddress(peer, address_).size());
  Enter(Phase::kIdle, context_.options.timeouts.head);
}

void Session::Run() {
  if (is_linked()) unlink();
  // Reset, or closed both ways: nobody is left to answer.
  if (client_.broken()) Close();
  budget_ = kReadsPerTurn;
  Next next = Next::kGoOn;
  while (next == Next::kGoOn) next = Step();
  if (next == Next::kYield) {
    context_.again.push_back(*this);
  } else if (phase_ == Phase::kIdle) {
    context_.idle.push_back(*this);
  }
}

Session::Next Session::Step() {
  switch (phase_) {
    case Phase::kIdle:
    case Phase::kHead:
      return ReadHead();
    case Phase::kConnect:
      return Connect();
    case Phase::kExchange:
      return RunExchange();
    case Phase::kAnswer:
      return SendAnswer();
    case Phase::kLinger:
      return Linger();
    case Phase::kClosed:
      break;
  }
  return Next::kWait;
}

void Session::Tick() {
  if (phase_ == Phase::kClosed) return;
  if (context_.now >= deadline_) return OnDeadline();
  if (phase_ == Phase::kConnect) Run();  // waits for a descriptor
}

void Session::Stop() {
  if (phase_ == Phase::kIdle) Close();
}

void Session::OnDeadline() {
  const bool relaying = phase_ == Phase::kConnect || phase_ == Phase::kExchange;
  Next next = Next::kWait;
  if (phase_ == Phase::kHead && exchange_->request.started()) {
    next = Refuse(408);
  } else if (relaying && answer_ == Answer::kNone) {
    const bool client_is_late =
        phase_ == Phase::kExchange && !exchange_->up.done() && exchange_->up.waits_for_source();
    next = Refuse(phase_ == Phase::kConnect ? 503 : client_is_late ? 408 : 504);
  } else {
    Close();
  }
  if (next == Next::kGoOn) Run();
}

Session::Next Session::ReadHead() {
  if (!exchange_) {
    if (!client_.readable()) return Next::kWait;
    exchange_ = context_.exchanges.Take();
  }
  Buffer& in = exchange_->from_client;
  for (;;) {
    if (!in.empty()) {
      if (phase_ == Phase::kIdle) Enter(Phase::kHead, context_.options.timeouts.head);
      switch (exchange_->request.Parse(in.view())) {
        case ParseStatus::kDone:
          return BeginExchange();
        case ParseStatus::kFailed:
          return Refuse(StatusFor(exchange_->request.error()));
        case ParseStatus::kNeedMore:
          break;
      }
    }
    if (budget_ == 0) return Next::kYield;
    size_t bytes = 0;
    switch (client_.Read(in.Tail(), bytes)) {
      case IoStatus::kDone:
        --budget_;
        in.Commit(bytes);
        break;
      case IoStatus::kAgain:
        if (in.empty()) context_.exchanges.Put(std::move(exchange_));
        return Next::kWait;
      case IoStatus::kClosed:
      case IoStatus::kFailed:
        return CloseNow();
    }
  }
}

Session::Next Session::BeginExchange() {
  Exchange& x = *exchange_;
  const seep::RequestHead& head = x.request.head();
  begun_ = context_.now;
  x.facts = {.head = head.method == "HEAD",
             .version_minor = head.version_minor,
             .keep_alive = head.keep_alive,
             .expect_continue = head.expect_continue};
  if (const uint16_t status = StatusInstead(head); status != 0) return Refuse(status);
  HeadWriter out(x.request_head);
  WriteRequestHead(head,
                   {.client_address = {address_, address_bytes_},
                    .listen_port = context_.listen_port,
                    .upstream_authority = context_.upstream_authority},
                   out);
  if (out.overflow()) return Refuse(431);
  const std::string_view written = out.written();
  method_bytes_ = static_cast<uint16_t>(head.method.size());
  target_bytes_ = static_cast<uint16_t>(written.find(' ', method_bytes_ + 1u) - method_bytes_ - 1);
  idempotent_ = IsIdempotent(head.method);
  x.response.set_request_method(head.method);
  x.up.Start(written, head.framing, head.content_length, head.framing);
  x.from_client.Consume(x.request.head_bytes());  // the head's views end here
  answer_ = Answer::kNone;
  status_ = 0;
  interims_ = 0;
  moved_bytes_ = 0;
  request_broken_ = false;
  Enter(Phase::kConnect, context_.options.timeouts.connect);
  upstream_ = context_.pool.Take();
  reused_upstream_ = upstream_ != nullptr;
  return Next::kGoOn;
}

Session::Next Session::Connect() {
  if (!upstream_) {
    switch (context_.pool.Connect(upstream_)) {
      case ConnectStatus::kStarted:
        break;
      case ConnectStatus::kRefused:
        return Refuse(502);
      case ConnectStatus::kNoDescriptors:
        return Next::kWait;  // tried again at every tick until the deadline
    }
  }
  upstream_->set_session(this);
  // A fresh connection goes on under the deadline that it was begun with.
  phase_ = Phase::kExchange;
  if (reused_upstream_) NoteProgress();
  return Next::kGoOn;
}

// Answers with a message of sluice's own. The connection stays when the request is whole and well.
Session::Next Session::Refuse(uint16_t status) {
  if (answer_ == Answer::kFinal || (answer_ == Answer::kInterim && !exchange_->down.done())) {
    return CloseNow();
  }
  Exchange& x = *exchange_;
  const bool relaying = phase_ == Phase::kConnect || phase_ == Phase::kExchange;
  if (!relaying) {
    method_bytes_ = target_bytes_ = 0;
    begun_ = context_.now;
  }
  keep_alive_ =
      relaying && x.up.Abandon(x.from_client) && x.facts.keep_alive && context_.KeepsAlive();
  upstream_.reset();
  HeadWriter out(x.response_head);
  WriteOwnResponse(status, x.facts, keep_alive_, context_.date.Now(), out);
  CHECK(!out.overflow());
  status_ = status;
  answer_ = Answer::kFinal;
  x.down.Start(out.written(), seep::Framing::kNone, 0, seep::Framing::kNone);
  Enter(Phase::kAnswer, context_.options.timeouts.stall);
  return Next::kGoOn;
}

Session::Next Session::SendAnswer() {
  Exchange& x = *exchange_;
  switch (x.down.Pump(client_, x.from_upstream, client_, budget_)) {
    case RelayStatus::kDone:
      break;
    case RelayStatus::kBlocked:
      return Next::kWait;
    default:
      return CloseNow();
  }
  Report();
  return NextRequest(keep_alive_);
}

Session::Next Session::NextRequest(bool keep_alive) {
  Exchange& x = *exchange_;
  answer_ = Answer::kNone;
  if (!keep_alive || context_.stopping) {
    // Unread bytes would turn the close into a reset, which eats the answer (RFC 9112 §9.6).
    const bool unread = !x.up.received() || !x.from_client.empty() || client_.readable();
    context_.exchanges.Put(std::move(exchange_));
    Enter(Phase::kLinger, context_.options.timeouts.linger);
    if (!unread) return CloseNow();
    client_.ShutdownWrite();
    return Next::kGoOn;
  }
  x.Reset();
  Enter(Phase::kIdle, context_.options.timeouts.idle);
  return Next::kGoOn;
}

// Reads on until the client has seen the answer and closes, or time is up.
Session::Next Session::Linger() {
  char ignored[4096];
  for (;;) {
    if (budget_ == 0) return Next::kYield;
    size_t bytes = 0;
    switch (client_.Read(ignored, bytes)) {
      case IoStatus::kDone:
        --budget_;
        break;
      case IoStatus::kAgain:
        return Next::kWait;
      case IoStatus::kClosed:
      case IoStatus::kFailed:
        return CloseNow();
    }
  }
}

Session::Next Session::CloseNow() {
  Close();
  return Next::kWait;
}

void Session::Close() {
  if (phase_ == Phase::kConnect || phase_ == Phase::kExchange || phase_ == Phase::kAnswer) Report();
  phase_ = Phase::kClosed;
  upstream_.reset();
  if (exchange_) context_.exchanges.Put(std::move(exchange_));
}

void Session::Enter(Phase phase, seep::milliseconds timeout) {
  phase_ = phase;
  since_ = context_.now;
  deadline_ = context_.now + timeout;
}

}  // namespace sluice
