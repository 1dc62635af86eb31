#include "proxy/client_connection.h"

#include "proxy/forward_response.h"
#include "proxy/proxy_header.h"

namespace sluice {

using seep::ParseStatus;

namespace {

// What a request needs until its answer begins, if its head and that of the answer are small: a
// block for each of these as it comes in, one for what goes out, and one for the state of several.
constexpr uint64_t kExchangeBytes = 3 * Memory::kBlockBytes[0] + Memory::kBlockBytes[1];

}  // namespace

ClientConnection::ClientConnection(Context& context, const Listener& listener,
                                   seep::UniqueFd client, const sockaddr_storage& peer)
    : context_(context),
      listener_(listener),
      client_(std::move(client), this),
      in_(context.memory, client_),
      awaits_proxy_header_(context.options.proxy_protocol) {
  SetPeer(peer);
  Enter(Phase::kIdle, context_.options.timeouts.head);
}

void ClientConnection::SpeakTls(std::shared_ptr<const TlsServer> server,
                                std::unique_ptr<TlsStream> stream) {
  tls_server_ = std::move(server);
  client_.set_tls(std::move(stream));
}

void ClientConnection::SetPeer(const sockaddr_storage& peer) {
  address_bytes_ = static_cast<uint8_t>(WriteAddress(peer, address_).size());
  trusted_ = context_.options.trusted.Have(peer);
}

void ClientConnection::Run() {
  // What comes while it waits for a server does not cost it its place.
  if (exchange_ && exchange_->is_in_line() && !client_.broken()) return;
  if (is_linked()) unlink();
  // Reset, or closed both ways: nobody is left to answer.
  if (client_.broken()) Close();
  reads_ = kReadsPerTurn;
  Next next = Next::kGoOn;
  while (next == Next::kGoOn) next = Step();
  if (next != Next::kStarve) {
    starving_ = false;
  } else if (!starving_) {
    starving_ = true;
    starving_since_ = context_.now;
  }
  if (next == Next::kYield) {
    context_.again.push_back(*this);
  } else if (next == Next::kStarve) {
    // What is under way gives memory back when it is done.
    exchange_ ? context_.starved.push_front(*this) : context_.starved.push_back(*this);
  } else if (next == Next::kQueue) {
    exchange_->line().push_back(*this);
  } else if (phase_ == Phase::kIdle) {
    context_.idle.push_back(*this);
  }
}

bool ClientConnection::TakeTurn() {
  if (!exchange_->TakeTurn()) return false;
  Run();
  return true;
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
  if (context_.stopping && StopsNow()) return Close();
  if (starving_ && !exchange_ && context_.now >= starving_since_ + context_.options.timeouts.memory)
    return TurnAway();
  if (exchange_) exchange_->NoteWait();
  if (context_.now >= (exchange_ ? exchange_->deadline() : deadline_)) return OnDeadline();
  if (exchange_ && exchange_->wants_tick()) Run();
}

void ClientConnection::Stop() {
  if (StopsNow()) Close();
}

// A client that has been served a moment ago is told by its next answer, or is idle before long.
// One that has not been served yet may be in TLS's handshake, or have its request on the way, and
// would take a close for a failure (RFC 9112 §9.3.1).
bool ClientConnection::StopsNow() {
  const seep::milliseconds drain = context_.options.timeouts.drain;
  if (phase_ == Phase::kIdle && served_) {
    return context_.now - since_ >= std::min(kIdleMin, drain) &&
           (client_.IsQuiet() || context_.now - context_.stopping_since >= drain);
  }
  const seep::TimePoint moved = exchange_ ? exchange_->moved_at() : since_;
  return context_.now - std::max(moved, context_.stopping_since) >= drain;
}

void ClientConnection::OnDeadline() {
  if (exchange_) {
    exchange_->OnDeadline();
  } else if (starving_) {
    return TurnAway();  // the rest of it may have come long ago
  } else if (phase_ == Phase::kIdle && context_.now < deadline_ + kIdleMin && !client_.IsQuiet()) {
    return;  // its next request has come since this turn began
  } else if (phase_ != Phase::kHead || !begun_ ||
             Refuse(408, "the head did not come") != Next::kGoOn) {
    return Close();
  }
  Run();
}

Next ClientConnection::ReadHead() {
  for (;;) {
    if (!in_.empty()) {
      if (phase_ == Phase::kIdle) Enter(Phase::kHead, context_.options.timeouts.head);
      if (awaits_proxy_header_ && !TakeProxyHeader()) return CloseNow();
    }
    if (!in_.empty() && !awaits_proxy_header_) {
      if (reading_.IsDue(in_.view(), context_.options.head_bytes_max)) {
        seep::RequestParser& parser = context_.request_parser;
        parser.Reset();
        switch (parser.Parse(in_.view())) {
          case ParseStatus::kDone:
            return BeginExchange();
          case ParseStatus::kFailed:
            return Refuse(StatusFor(parser.error()), seep::Name(parser.error()));
          case ParseStatus::kNeedMore:
            begun_ = parser.started();
            break;
        }
      }
    }
    if (reads_ == 0) return Next::kYield;
    // A head that is read and cannot be served would take the room of one that can.
    if (in_.empty() && client_.readable() && !context_.memory.HasRoom(kExchangeBytes))
      return Next::kStarve;
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

// As soon as all of it has come; false where what has come is none. Whom it names may be trusted or
// not as any other.
bool ClientConnection::TakeProxyHeader() {
  const ProxyHeader header = ParseProxyHeader(in_.view());
  if (header.status != ProxyHeader::Status::kDone)
    return header.status == ProxyHeader::Status::kNeedMore;
  if (header.client) SetPeer(*header.client);
  awaits_proxy_header_ = false;
  in_.Consume(header.bytes);
  return true;
}

bool ClientConnection::MakeExchange() {
  exchange_ = context_.exchanges.Make(context_, *this,
                                      ClientEnd{.channel = client_,
                                                .in = in_,
                                                .listener = listener_,
                                                .address = address(),
                                                .trusted = trusted_});
  return exchange_ != nullptr;
}

// Of the head that was parsed just now.
Next ClientConnection::BeginExchange() {
  if (!MakeExchange() || exchange_->Begin() == Next::kStarve) {
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
Next ClientConnection::Refuse(uint16_t status, std::string_view reason) {
  if (!MakeExchange()) return CloseNow();
  exchange_->Refuse(status, reason);
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
  if (end == Exchange::End::kLast) {
    in_.Clear();
    Enter(Phase::kLinger, context_.options.timeouts.linger);
    if (!unread) return CloseNow();
    client_.ShutdownWrite();
    return Next::kGoOn;
  }
  served_ = true;
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

// There is no memory to serve it, nor for an answer of its own.
void ClientConnection::TurnAway() {
  if (is_linked()) unlink();
  context_.counters.CountShed(Shed::kTurnedAway);
  starving_ = false;
  in_.Clear();
  const std::string_view answer = TurnedAway();
  const iovec piece{.iov_base = const_cast<char*>(answer.data()), .iov_len = answer.size()};
  size_t bytes = 0;
  if (client_.Write({&piece, 1}, bytes) != IoStatus::kDone) return Close();
  client_.ShutdownWrite();
  Enter(Phase::kLinger, context_.options.timeouts.linger);
  Run();
}

std::optional<seep::TimePoint> ClientConnection::HoldsUpSince() const {
  if (exchange_) {
    if (!exchange_->waits_for_client()) return std::nullopt;
    return exchange_->moved_at();
  }
  if (phase_ != Phase::kHead || starving_) return std::nullopt;
  return since_;
}

Next ClientConnection::CloseNow() {
  Close();
  return Next::kWait;
}

void ClientConnection::Close() {
  // Without it a client takes its connection for cut off (RFC 8446 §6.1), which it is in other
  // phases.
  if (phase_ == Phase::kIdle || phase_ == Phase::kLinger) client_.SayEnd();
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
