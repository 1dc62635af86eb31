// The request on its way to a server, and what comes back.

#include <utility>

#include "proxy/exchange.h"

namespace sluice {

using seep::HeadWriter;

namespace {

constexpr std::string_view kUnreachable = "it refused the connection, or closed it";
constexpr std::string_view kLargeAnswer = "the answer's head is too large";

// What a relay waits for; nothing where it is done, or will never be.
std::optional<Next> WaitOf(RelayStatus status) {
  switch (status) {
    case RelayStatus::kBlocked:
      return Next::kWait;
    case RelayStatus::kBusy:
      return Next::kYield;
    case RelayStatus::kNoMemory:
      return Next::kStarve;
    default:
      return std::nullopt;
  }
}

}  // namespace

// To the server that was chosen, on an idle connection if there is one.
Next Exchange::Connect() {
  UpstreamPool& pool = choice_.pool();
  ChannelPtr channel;
  if (!fresh_) channel = idempotent_ ? pool.Take() : pool.TakeSure();
  const bool reused = channel != nullptr;
  if (!reused) {
    switch (choice_.Connect(channel)) {
      case ConnectStatus::kStarted:
        break;
      case ConnectStatus::kRefused:
        return TryAnother() ? Next::kGoOn : Refuse(502, kUnreachable);
      case ConnectStatus::kNoDescriptors:
        if (context_.upstreams.CloseOldest()) return Next::kGoOn;
        return Next::kWait;  // tried again at every tick until the deadline
    }
  }
  attempt_.emplace(context_.memory, std::move(channel), reused, for_answer_, pool.server());
  attempt_->channel().set_owner(&owner_);
  // A fresh connection goes on under the deadline that it was begun with.
  phase_ = Phase::kRelay;
  if (reused) NoteProgress();
  return Next::kGoOn;
}

// The server has failed, or cannot be reached at the address that was tried. Another address or
// another server, if the request may be sent again.
bool Exchange::TryAnother() {
  const bool unsent = up_.sent_bytes() == 0 && !(attempt_ && attempt_->reused());
  if (!unsent || !choice_.NextAddress()) {
    choice_.Failed(context_.now);
    if (!MaySendAgain() || !choice_.NextServer(context_.now)) return false;
    context_.counters.retries.Add();
  }
  fresh_ = false;
  StartOver();
  return true;
}

// RFC 9110 §9.2.2.
bool Exchange::MaySendAgain() const {
  return (idempotent_ || up_.sent_bytes() == 0) && up_.replayable();
}

void Exchange::StartOver() {
  attempt_.reset();
  // What has come of an answer has taken what was set aside for it, and given it back just now.
  if (!for_answer_) for_answer_ = context_.memory.Reserve(kAnswerBytes);
  request_broken_ = false;
  moved_bytes_ = 0;
  up_.Restart();
  EnterConnect();
}

void Exchange::EnterConnect() {
  Enter(Phase::kConnect, choice_.TimeToConnect(context_.options.timeouts.connect));
}

// A request on its way up and a response on its way down, at the same time.
Next Exchange::RelayBoth(unsigned& reads) {
  Next next = PumpRequest(reads);
  if (phase_ == Phase::kRelay) {
    const Next other = answer_ == Answer::kNone ? ReadResponse(reads) : PumpResponse(reads);
    if (other != Next::kWait) next = other;
  }
  if (phase_ == Phase::kRelay) NoteProgress();
  return next;
}

Next Exchange::PumpRequest(unsigned& reads) {
  if (up_.done() || request_broken_) return Next::kWait;
  const RelayStatus status = up_.Pump(client_.in, attempt_->channel(), reads);
  if (route_->body_bytes_max > 0 && up_.body_bytes() > route_->body_bytes_max)
    return Refuse(413, ReasonFor(413));
  if (const std::optional<Next> wait = WaitOf(status)) return *wait;
  if (status == RelayStatus::kDone) {
    client_.in.Rest();
    return Next::kWait;
  }
  if (status != RelayStatus::kSinkFailed) return Refuse(400, "the body is cut off or malformed");
  // It may have answered before it stopped to listen; reading tells.
  request_broken_ = true;
  attempt_->channel().AssumeReadable();
  return Next::kWait;
}

Next Exchange::ReadResponse(unsigned& reads) {
  // What comes before the request has gone out is no answer to it.
  if (!up_.head_sent() && !request_broken_) return Next::kWait;
  context_.response_parser.set_request_method(facts_.head ? "HEAD" : "GET");
  switch (attempt_->ReadHead(context_, reads)) {
    case Attempt::Head::kRead:
      return OnResponseHead();
    case Attempt::Head::kWait:
      return Next::kWait;
    case Attempt::Head::kYield:
      return Next::kYield;
    case Attempt::Head::kStarve:
      return Next::kStarve;
    case Attempt::Head::kBad:
      break;
    case Attempt::Head::kGone:
      return OnUpstreamGone();
  }
  return Refuse(502, seep::Name(context_.response_parser.error()));
}

// Closed without an answer. A connection from the pool may have been closed while it was idle; then
// the request goes out once more, if that cannot do anything twice (RFC 9110 §9.2.2, RFC 9112
// §9.3.1).
Next Exchange::OnUpstreamGone() {
  const bool within_head = attempt_->touched();  // of which the client has nothing
  if (within_head || !attempt_->reused()) {
    if (TryAnother()) return Next::kGoOn;
    return Refuse(502, within_head ? "it closed within the answer's head" : kUnreachable);
  }
  if (!MaySendAgain()) return Refuse(502, "it closed an idle connection as the request was sent");
  fresh_ = true;
  StartOver();
  return Next::kGoOn;
}

Next Exchange::OnResponseHead() {
  const seep::ResponseHead& head = context_.response_parser.head();
  const size_t head_bytes = context_.response_parser.head_bytes();
  choice_.Succeeded();
  const bool interim = head.status < 200;
  if (head.status == 101) return OnSwitching(head_bytes);
  // Interim responses without end are a fault.
  if (interim && attempt_->interims() >= kInterimMax)
    return Refuse(502, "interim answers without end");
  const std::span<char> room = RoomForHead(head_bytes + kHeadGrowthMax);
  if (room.empty()) {
    attempt_->KeepHead();
    return Next::kStarve;
  }
  HeadWriter out(room);
  if (interim) {
    answer_ = Answer::kInterim;
    attempt_->CountInterim();
    if (RelaysInterim(head, facts_)) WriteInterimHead(head, out);
    down_.Start(out.written(), seep::Framing::kNone, 0, seep::Framing::kNone);
  } else {
    // The rest of a request that has its answer already is not waited for.
    const ResponsePlan plan = PlanResponse(head, facts_, up_.done() && context_.KeepsAlive());
    keep_alive_ = plan.keep_alive;
    ends_with_close_ = plan.framing == seep::Framing::kUntilClose;
    upstream_keeps_alive_ = head.keep_alive && head.framing != seep::Framing::kUntilClose;
    status_ = head.status;
    WriteResponseHead(head, facts_, plan, route_->response, context_.date.Now(), out);
    if (!out.overflow()) answer_ = Answer::kFinal;
    waited_ = {};
    down_.Start(out.written(), head.framing, head.content_length, plan.framing, facts_.trailers);
  }
  if (out.overflow()) return Refuse(502, kLargeAnswer);
  attempt_->EndHead(head_bytes);  // the head's views end here
  return Next::kGoOn;
}

// From here on bytes go both ways as they are, until both sides have ended.
Next Exchange::OnSwitching(size_t head_bytes) {
  const seep::ResponseHead& head = context_.response_parser.head();
  const std::string_view protocol(protocol_, protocol_bytes_);
  if (!ChangesTo(head, protocol) || !up_.done())
    return Refuse(502, "it changes to a protocol that nobody asked for");
  const std::span<char> room = RoomForHead(head_bytes + kHeadGrowthMax);
  if (room.empty()) {
    attempt_->KeepHead();
    return Next::kStarve;
  }
  HeadWriter out(room);
  WriteSwitchingHead(head, protocol, out);
  if (out.overflow()) return Refuse(502, kLargeAnswer);
  status_ = head.status;
  answer_ = Answer::kFinal;
  keep_alive_ = false;
  constexpr auto kBytes = seep::Framing::kUntilClose;
  down_.Start(out.written(), kBytes, 0, kBytes);
  up_.Start({}, kBytes, 0, kBytes);
  attempt_->EndHead(head_bytes);
  Enter(Phase::kTunnel, context_.options.timeouts.tunnel);
  return Next::kGoOn;
}

Next Exchange::Tunnel(unsigned& reads) {
  Channel& client = client_.channel;
  Channel& upstream = attempt_->channel();
  Next next = Next::kWait;
  const auto pump = [&](Relay& relay, Inlet& from, Channel& to) {
    if (relay.done()) return true;
    const RelayStatus status = relay.Pump(from, to, reads);
    const std::optional<Next> wait = WaitOf(status);
    if (wait && *wait != Next::kWait) next = *wait;
    if (status == RelayStatus::kDone) to.ShutdownWrite();
    return wait || status == RelayStatus::kDone;
  };
  if (!pump(up_, client_.in, upstream) || !pump(down_, attempt_->in(), client) ||
      (up_.done() && down_.done()))
    return EndAs(End::kCut);
  const uint64_t moved = up_.sent_bytes() + down_.sent_bytes() + 1;
  if (moved != moved_bytes_) {
    moved_bytes_ = moved;
    moved_at_ = context_.now;
    deadline_ = context_.now + context_.options.timeouts.tunnel;
  }
  return next;
}

Next Exchange::PumpResponse(unsigned& reads) {
  const RelayStatus status = down_.Pump(attempt_->in(), client_.channel, reads);
  if (const std::optional<Next> wait = WaitOf(status)) return *wait;
  if (status != RelayStatus::kDone) {
    // A response cut short must not look whole: the connection ends without its last chunk, or
    // before its length. Where nothing but its end would tell, it ends in a reset.
    if (ends_with_close_) client_.channel.ResetOnClose();
    if (status != RelayStatus::kSinkFailed) reason_ = "the answer is cut off or malformed";
    return EndAs(End::kCut);
  }
  if (answer_ == Answer::kFinal) return Finish();
  answer_ = Answer::kNone;
  return Next::kGoOn;
}

Next Exchange::Finish() {
  const bool reusable =
      up_.done() && upstream_keeps_alive_ && !leaves_doubt_ && attempt_->in().empty();
  ChannelPtr channel = attempt_->Release();
  attempt_.reset();
  if (reusable && !context_.stopping) choice_.pool().Put(std::move(channel), context_.now);
  return EndAs(keep_alive_ && up_.done() ? End::kKeepAlive : End::kLast);
}

}  // namespace sluice
