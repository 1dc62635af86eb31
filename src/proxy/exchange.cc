#include "proxy/exchange.h"

#include <algorithm>

#include "base/check.h"
#include "proxy/forward_request.h"
#include "proxy/instead.h"
#include "proxy/route/hash_key.h"
#include "proxy/trailers.h"

namespace sluice {

using seep::HeadWriter;

namespace {

// For the head of an answer, as received: most go out in the place of the request's. An exchange
// that begins can end with it.
constexpr uint64_t kAnswerBytes = Memory::kBlockBytes[0];

constexpr std::string_view kUnreachable = "it refused the connection, or closed it";
constexpr std::string_view kLargeAnswer = "the answer's head is too large";

// Own answers are a status line, five fields and a line of text.
constexpr size_t kOwnAnswerBytesMax = 1024;

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

Exchange::~Exchange() { Report(); }

Next Exchange::Begin() {
  const seep::RequestHead& head = context_.request_parser.head();
  const size_t head_bytes = context_.request_parser.head_bytes();
  facts_ = {.head = head.method == "HEAD",
            .version_minor = head.version_minor,
            .keep_alive = head.keep_alive,
            .expect_continue = head.expect_continue,
            .trailers = WantsTrailers(head)};
  if (const uint16_t status = StatusInstead(head); status != 0)
    return Refuse(status, ReasonFor(status));
  routing_ = context_.upstreams.current();
  const Destination destination = DestinationOf(head);
  route_ = FindRoute(routing_->routing(), destination.host, destination.path);
  Instead instead = InsteadOf(route_, head, destination);
  if (instead.status == 0 && !IsOnTime()) instead.status = 429;
  request_head_ = context_.memory.Take(head_bytes + kHeadGrowthMax, Purpose::kHeads);
  for_answer_ = context_.memory.Reserve(kAnswerBytes);
  if (!request_head_ || !for_answer_) return Next::kStarve;
  const bool waits = instead.status == 0 && ChooseServer(head, instead);
  if (context_.options.request_ids) ChooseId(head);
  HeadWriter out({request_head_.data(), request_head_.size()});
  WriteRequestHead(
      head,
      {.client_address = client_.address,
       .client_is_trusted = client_.trusted,
       .request_id = request_id(),
       .scheme = client_.listener.tls ? "https" : "http",
       .writes_forwarded = context_.options.writes_forwarded,
       .rules = route_ == nullptr || route_->request.empty() ? nullptr : &route_->request,
       .listen_port = client_.listener.port,
       .upstream_authority = choice_.authority()},
      out);
  if (out.overflow()) return Refuse(431, "the head is too large with what is added to it");
  const std::string_view written = out.written();
  head_bytes_ = static_cast<uint16_t>(written.size());
  method_bytes_ = static_cast<uint16_t>(head.method.size());
  target_bytes_ = static_cast<uint16_t>(written.find(' ', method_bytes_ + 1u) - method_bytes_ - 1);
  const std::string_view protocol = UpgradeWanted(head);
  protocol_bytes_ = static_cast<uint8_t>(protocol.copy(protocol_, sizeof protocol_));
  idempotent_ = IsIdempotent(head.method);
  leaves_doubt_ = head.framing != seep::Framing::kNone && HasNoUseForABody(head.method);
  begun_ = true;
  up_.Start(written, head.framing, head.content_length, head.framing,
            /*trailers=*/true);
  client_.in.Consume(head_bytes);  // the head's views end here
  client_.in.set_purpose(Purpose::kBodies);
  if (instead.status != 0)
    return Refuse(instead.status, ReasonFor(instead.status), instead.location);
  if (waits) {
    Enter(Phase::kQueue, routing_->groups[route_->group]->config().queue_for);
  } else {
    EnterConnect();
  }
  return Next::kGoOn;
}

// For the first time; whether it waits. It is answered instead where no more may wait.
bool Exchange::ChooseServer(const seep::RequestHead& head, Instead& instead) {
  const auto status = choice_.Begin(*routing_->groups[route_->group], head, context_.now);
  if (status == ServerChoice::Status::kFull) instead.status = 503;
  return status == ServerChoice::Status::kWaits;
}

bool Exchange::TakeTurn() {
  if (!choice_.Choose(context_.now)) return false;
  EnterConnect();
  return true;
}

// Within the rate of its route. Each request that is not counts nothing.
bool Exchange::IsOnTime() {
  if (route_->interval.count() == 0) return true;
  const uint64_t route = static_cast<uint64_t>(route_ - routing_->routing().routes.data());
  const seep::nanoseconds wait = context_.rates.Ask(HashOf(ClientKey(client_.address), route),
                                                    route_->interval, route_->burst, context_.now);
  facts_.retry_after = static_cast<uint64_t>(
      std::max<int64_t>(1, std::chrono::ceil<std::chrono::seconds>(wait).count()));
  return wait.count() == 0;
}

// That of a client that is trusted, if it is one that can be written anywhere; else a new one.
void Exchange::ChooseId(const seep::RequestHead& head) {
  const seep::Field* given = client_.trusted ? head.Find("x-request-id") : nullptr;
  const bool usable =
      given != nullptr && given->value.size() <= sizeof request_id_ && seep::IsToken(given->value);
  request_id_bytes_ = static_cast<uint8_t>(
      usable ? given->value.copy(request_id_, sizeof request_id_) : context_.ids.Next(request_id_));
  facts_.request_id = request_id();
}

Next Exchange::Run(unsigned& reads) {
  Next next = Next::kGoOn;
  while (next == Next::kGoOn && end_ == End::kNotYet) next = Step(reads);
  return next;
}

Next Exchange::Step(unsigned& reads) {
  switch (phase_) {
    case Phase::kQueue:
      return Next::kQueue;
    case Phase::kConnect:
      return Connect();
    case Phase::kRelay:
      return RelayBoth(reads);
    case Phase::kTunnel:
      return Tunnel(reads);
    case Phase::kAnswer:
      return SendAnswer();
    case Phase::kEnd:
      break;
  }
  return Next::kWait;
}

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

// Answers with a message of sluice's own. The connection stays when the request is whole and well.
Next Exchange::Refuse(uint16_t status, std::string_view reason, std::string_view location) {
  reason_ = reason;
  if (answer_ == Answer::kFinal || (answer_ == Answer::kInterim && !down_.done()))
    return EndAs(End::kCut);
  const bool relaying = std::exchange(begun_, true);
  keep_alive_ = relaying && up_.Abandon(client_.in) && facts_.keep_alive && context_.KeepsAlive();
  attempt_.reset();
  choice_.End();
  const std::span<char> room = RoomForHead(kOwnAnswerBytesMax + location.size());
  if (room.empty()) return EndAs(End::kCut);
  HeadWriter out(room);
  WriteOwnResponse(status, facts_, keep_alive_, context_.date.Now(), out, location);
  CHECK(!out.overflow());
  context_.counters.own_answers.Add();
  status_ = status;
  answer_ = Answer::kFinal;
  down_.Start(out.written(), seep::Framing::kNone, 0, seep::Framing::kNone);
  Enter(Phase::kAnswer, context_.options.timeouts.stall);
  return Next::kGoOn;
}

// For the head of an answer. Behind the request's first line, which is still needed for the log, in
// the place of what has gone out and will not be sent again; else in a block of its own.
std::span<char> Exchange::RoomForHead(size_t bytes) {
  const size_t line_bytes = method_bytes_ + 1u + target_bytes_;
  const bool gone = (!attempt_ || up_.head_sent()) && !context_.options.keeps_heads;
  if (gone && request_head_.size() >= line_bytes + bytes)
    return {request_head_.data() + line_bytes, request_head_.size() - line_bytes};
  if (response_head_.size() < bytes)
    response_head_ = context_.memory.Take(bytes, Purpose::kHeads, &for_answer_);
  return {response_head_.data(), response_head_.size()};
}

Next Exchange::SendAnswer() {
  switch (down_.Pump(client_.channel)) {
    case RelayStatus::kDone:
      return EndAs(keep_alive_ ? End::kKeepAlive : End::kLast);
    case RelayStatus::kBlocked:
      return Next::kWait;
    default:
      return EndAs(End::kCut);
  }
}

bool Exchange::waits_for_client() const {
  if (phase_ <= Phase::kConnect || phase_ == Phase::kEnd) return false;
  if (phase_ == Phase::kTunnel) return !down_.waits_for_source() && !down_.done();
  return answer_ == Answer::kNone ? !up_.done() && up_.waits_for_source()
                                  : !down_.done() && !down_.waits_for_source();
}

seep::TimePoint Exchange::deadline() const {
  if (IsTooSlow()) return context_.now;
  const seep::milliseconds total = context_.options.timeouts.total;
  const bool is_bound = total.count() > 0 && phase_ < Phase::kTunnel;
  return is_bound ? std::min(deadline_, since_ + total) : deadline_;
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

bool Exchange::IsOver() const {
  const seep::milliseconds total = context_.options.timeouts.total;
  return total.count() > 0 && context_.now >= since_ + total;
}

void Exchange::OnDeadline() {
  const bool relaying = phase_ < Phase::kTunnel;
  if (!relaying || answer_ != Answer::kNone) {
    if (ends_with_close_) client_.channel.ResetOnClose();
    reason_ = IsTooSlow()            ? "the client takes the answer too slowly"
              : relaying && IsOver() ? "the whole took too long"
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
  } else if (IsOver()) {
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

Next Exchange::EndAs(End end) {
  phase_ = Phase::kEnd;
  end_ = end;
  attempt_.reset();
  choice_.End();
  return Next::kGoOn;
}

void Exchange::Enter(Phase phase, seep::milliseconds timeout) {
  phase_ = phase;
  deadline_ = context_.now + timeout;
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

void Exchange::Report() {
  if (!begun_) return;
  const uint64_t body_bytes = answer_ == Answer::kFinal ? down_.body_bytes() : 0;
  const auto duration = context_.now - since_;
  context_.counters.CountRequest(status_, body_bytes, duration);
  if (!context_.options.on_request) return;
  const std::string_view head(request_head_.data(), request_head_.size());
  const bool known = method_bytes_ > 0;
  context_.options.on_request(
      {.client = client_.address,
       .method = head.substr(0, method_bytes_),
       .target = known ? head.substr(method_bytes_ + 1u, target_bytes_) : std::string_view(),
       .version_minor = facts_.version_minor,
       .status = status_,
       .response_bytes = body_bytes,
       .duration = duration,
       .upstream = choice_.address(),
       .request_id = request_id(),
       .reason = reason_,
       .head = context_.options.keeps_heads ? head.substr(0, head_bytes_) : std::string_view()});
}

}  // namespace sluice
