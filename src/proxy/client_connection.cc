#include "proxy/client_connection.h"

namespace sluice {

using seep::ParseStatus;

ClientConnection::ClientConnection(Context& context, seep::UniqueFd client,
                                   const sockaddr_storage& peer)
    : context_(context), client_(std::move(client), this), in_(context.memory, client_) {
  address_bytes_ = static_cast<uint8_t>(WriteAddress(peer, address_).size());
  Enter(Phase::kIdle, context_.options.timeouts.head);
}

void ClientConnection::Run() {
  if (is_linked()) unlink();
  // Reset, or closed both ways: nobody is left to answer.
  if (client_.broken()) Close();
  reads_ = kReadsPerTurn;
  Next next = Next::kGoOn;
  while (next == Next::kGoOn) next = Step();
  if (next == Next::kYield) {
    context_.again.push_back(*this);
  } else if (next == Next::kStarve) {
    context_.starved.push_back(*this);
  } else if (phase_ == Phase::kIdle) {
    context_.idle.push_back(*this);
  }
}

Next ClientConnection::Step() {
  switch (phase_) {
    case Phase::kIdle:
    case Phase::kHead:
      return ReadHead();
    case Phase::kServe:
      return Serve();
    case Phase::kLinger:
      return Linger();
    case Phase::kClosed:
      break;
  }
  return Next::kWait;
}

void ClientConnection::Tick() {
  if (phase_ == Phase::kClosed) return;
  if (context_.now >= (exchange_ ? exchange_->deadline() : deadline_)) return OnDeadline();
  if (exchange_ && exchange_->wants_tick()) Run();
}

void ClientConnection::Stop() {
  if (phase_ == Phase::kIdle) Close();
}

void ClientConnection::OnDeadline() {
  if (exchange_) {
    exchange_->OnDeadline();
  } else if (phase_ != Phase::kHead || !begun_ || Refuse(408) != Next::kGoOn) {
    return Close();
  }
  Run();
}

Next ClientConnection::ReadHead() {
  for (;;) {
    if (!in_.empty()) {
      if (phase_ == Phase::kIdle) Enter(Phase::kHead, context_.options.timeouts.head);
      if (reading_.IsDue(in_.view(), kHeadBytesMax)) {
        seep::RequestParser& parser = context_.request_parser;
        parser.Reset();
        switch (parser.Parse(in_.view())) {
          case ParseStatus::kDone:
            return BeginExchange();
          case ParseStatus::kFailed:
            return Refuse(StatusFor(parser.error()));
          case ParseStatus::kNeedMore:
            begun_ = parser.started();
            break;
        }
      }
    }
    if (reads_ == 0) return Next::kYield;
    switch (in_.Fill()) {
      case FillStatus::kDone:
        --reads_;
        break;
      case FillStatus::kAgain:
        in_.Rest();
        return Next::kWait;
      case FillStatus::kNoMemory:
        return Next::kStarve;
      case FillStatus::kClosed:
      case FillStatus::kFailed:
      case FillStatus::kFull:  // not before the parser has found it too large
        return CloseNow();
    }
  }
}

// Of the head that was parsed just now.
Next ClientConnection::BeginExchange() {
  exchange_ = context_.exchanges.Make(
      context_, *this, ClientEnd{.channel = client_, .in = in_, .address = address()});
  if (!exchange_ || exchange_->Begin() == Next::kStarve) {
    exchange_.reset();
    reading_.Again();
    return Next::kStarve;
  }
  reading_.Reset();
  begun_ = false;
  Enter(Phase::kServe, {});
  return Next::kGoOn;
}

// What came is no request.
Next ClientConnection::Refuse(uint16_t status) {
  exchange_ = context_.exchanges.Make(
      context_, *this, ClientEnd{.channel = client_, .in = in_, .address = address()});
  if (!exchange_) return CloseNow();
  exchange_->Refuse(status);
  Enter(Phase::kServe, {});
  return Next::kGoOn;
}

Next ClientConnection::Serve() {
  const Next next = exchange_->Run(reads_);
  return exchange_->ended() == Exchange::End::kNotYet ? next : AfterExchange();
}

Next ClientConnection::AfterExchange() {
  const Exchange::End end = exchange_->ended();
  // Unread bytes would turn the close into a reset, which eats the answer (RFC 9112 §9.6).
  const bool unread = !exchange_->received() || !in_.empty() || client_.readable();
  exchange_.reset();
  in_.set_purpose(Purpose::kHeads);
  if (end == Exchange::End::kCut) return CloseNow();
  if (end == Exchange::End::kLast || context_.stopping) {
    in_.Clear();
    Enter(Phase::kLinger, context_.options.timeouts.linger);
    if (!unread) return CloseNow();
    client_.ShutdownWrite();
    return Next::kGoOn;
  }
  Enter(Phase::kIdle, context_.options.timeouts.idle);
  return Next::kGoOn;
}

// Reads on until the client has seen the answer and closes, or time is up.
Next ClientConnection::Linger() {
  char ignored[4096];
  for (;;) {
    if (reads_ == 0) return Next::kYield;
    size_t bytes = 0;
    switch (client_.Read(ignored, bytes)) {
      case IoStatus::kDone:
        --reads_;
        break;
      case IoStatus::kAgain:
        return Next::kWait;
      case IoStatus::kClosed:
      case IoStatus::kFailed:
        return CloseNow();
    }
  }
}

Next ClientConnection::CloseNow() {
  Close();
  return Next::kWait;
}

void ClientConnection::Close() {
  phase_ = Phase::kClosed;
  exchange_.reset();
  in_.Clear();
}

void ClientConnection::Enter(Phase phase, seep::milliseconds timeout) {
  phase_ = phase;
  since_ = context_.now;
  deadline_ = context_.now + timeout;
}

}  // namespace sluice
