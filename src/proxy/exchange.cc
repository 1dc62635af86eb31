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

// Own answers are a status line, five fields and a line of text.
constexpr size_t kOwnAnswerBytesMax = 1024;

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
