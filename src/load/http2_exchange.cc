// Requests over HTTP/2: what exchange.cc does for one at a time, for several on a connection.

#include <algorithm>

#include "load/socket.h"
#include "load/worker.h"

namespace seep {

// As many as may be under way at once, and are due.
void Worker::NextStreams(Connection& connection) {
  BeginStreams(connection);
  if (connection.http2 && connection.state == ConnectionState::kActive) SendFrames(connection);
}

// A connection that has waited for a request's time; meanwhile it may have become busy.
void Worker::ResumeStreams(Connection& connection) {
  connection.queued = false;
  const bool idle =
      connection.state == ConnectionState::kWaiting || connection.state == ConnectionState::kActive;
  if (idle) NextStreams(connection);
}

void Worker::BeginStreams(Connection& connection) {
  // Kept open over a round, and of no use any more.
  if (connection.http2 && connection.due == 0 && !MayTake(connection)) Close(connection);
  for (bool first = true; MayTake(connection); first = false) {
    if (!MayBegin()) {
      if (connection.due == 0) Finish(connection);
      return;
    }
    // Of several that are due, the next one is for a connection that waits longer.
    if (OpenLoop() && (!first || now_ < Due())) {
      connection.state = connection.fd ? ConnectionState::kActive : ConnectionState::kWaiting;
      if (!connection.queued) waiting_.push_back(&connection);
      connection.queued = true;
      return;
    }
    BeginStream(connection);
    if (!connection.http2) return;  // it is being opened, and takes the others then
  }
}

bool Worker::MayTake(const Connection& connection) const {
  if (connection.free_slots.empty()) return false;
  if (!connection.http2) return true;
  const Shape& shape = job_.spec.shape;
  const uint32_t most = shape.reuse ? shape.per_connection : 1;  // 0: no bound
  return !connection.draining && (most == 0 || connection.begun < most) &&
         connection.due < connection.http2->Allowed() && connection.http2->TakesRequests();
}

void Worker::BeginStream(Connection& connection) {
  const uint32_t index = connection.free_slots.back();
  connection.free_slots.pop_back();
  StreamSlot& slot = connection.slots[index];
  slot.request = TakeRequest();
  slot.visit.number = bounds_.Number(begun_);
  auto own = OwnRequest(*slot.request, slot.visit);
  slot.own = own.has_value();
  if (own) slot.filled = std::move(own->http2);
  if (!connection.fd) now_ = Clock::now();
  slot.since = now_;
  slot.latency_since = OpenLoop() ? Due() : now_;
  slot.again = false;
  slot.state = SlotState::kToSend;
  connection.request = slot.request;
  ++begun_;
  ++connection.due;
  ++connection.to_send;
  if (connection.http2) {
    connection.state = ConnectionState::kActive;
    return SubmitStream(connection, index);
  }
  connection.since = now_;
  connection.address = address_;
  Open(connection);
}

void Worker::StartSession(Connection& connection) {
  connection.http2 =
      std::make_unique<Http2Session>(Http2Options{.slots = job_.spec.streams,
                                                  .padded = job_.spec.shape.padded,
                                                  .narrow = job_.spec.shape.read_piece > 0,
                                                  .validators = !validated_.empty()});
  connection.piece_since = now_;
  const TimePoint now = Clock::now();
  for (StreamSlot& slot : connection.slots) {
    // With a connection for each request, connecting is a part of the request's latency.
    if (job_.spec.shape.reuse && !OpenLoop() && !slot.again) slot.latency_since = now;
  }
  SubmitStreams(connection);
  NextStreams(connection);
}

// Those that wait to be sent, as far as the server allows.
void Worker::SubmitStreams(Connection& connection) {
  for (uint32_t i = 0; connection.to_send > 0 && i < connection.slots.size(); ++i) {
    if (connection.due - connection.to_send >= connection.http2->Allowed()) return;
    if (connection.slots[i].state == SlotState::kToSend) SubmitStream(connection, i);
  }
}

void Worker::SubmitStream(Connection& connection, uint32_t index) {
  StreamSlot& slot = connection.slots[index];
  if (connection.due == connection.to_send) connection.got_bytes = false;  // none is under way
  slot.state = SlotState::kUnderWay;
  --connection.to_send;
  ++connection.begun;
  connection.http2->Submit(index, slot.own ? slot.filled : slot.request->http2);
}

void Worker::SendFrames(Connection& connection) {
  while (connection.send_errno == 0) {
    const std::string_view bytes = connection.http2->ToSend();
    if (bytes.empty()) return;
    const IoResult sent =
        connection.tls ? connection.tls->Send(bytes) : Send(connection.fd.get(), bytes);
    if (sent.status == IoStatus::kAgain) return;
    connection.send_errno = sent.sys_errno;
    connection.http2->Sent(sent.bytes);
    connection.piece_since = now_;
    result_.bytes_sent += sent.bytes;
  }
}

bool Worker::ConsumeFrames(Connection& connection, size_t received) {
  if (!connection.http2) return true;  // an abuse, which does not look at what is answered
  Http2Session& session = *connection.http2;
  const uint64_t before = session.answer_bytes();
  session.Receive({connection.buffer.data(), received});
  connection.got_bytes |= session.answer_bytes() > before;
  result_.body_bytes_received += session.TakeBodyBytes();
  const Shape& shape = job_.spec.shape;
  if (shape.wait == WaitFor::kBytes && session.answer_bytes() >= WaitBytes(connection)) {
    Leave(connection);
    return false;
  }
  const uint64_t answered = connection.answers;
  for (const EndedStream& ended : session.TakeEnded()) Settle(connection, ended);
  if (connection.answers > answered) WaitForLess(connection, session.answer_bytes());
  if (session.error().empty()) return Proceed(connection);
  SendFrames(connection);  // why, for the server
  FailRequest(connection, LoadError::kProtocol, session.error());
  return false;
}

// Counts a request that is over; one that was not looked at is sent once more, elsewhere.
void Worker::Settle(Connection& connection, const EndedStream& ended) {
  StreamSlot& slot = connection.slots[ended.slot];
  if (ended.end == StreamEnd::kUnprocessed && !slot.again) {
    slot.again = true;
    slot.state = SlotState::kToSend;
    ++connection.to_send;
    connection.draining = true;
    ++result_.reconnects;
    return;
  }
  FreeSlot(connection, ended.slot);
  if (ended.end == StreamEnd::kAnswered) {
    now_ = Clock::now();
    ++connection.answers;
    ++result_.requests;
    ++result_.answers;
    CountStatus(ended.status, "");
    CountExpected(ended.status);
    Validate(slot.request, ended.validators);
    if (!ended.set_cookies.empty()) KeepCookies(*slot.request, slot.visit, ended.set_cookies);
    result_.latency.Add(static_cast<uint64_t>(nanoseconds(now_ - slot.latency_since).count()));
  } else if (job_.spec.shape.abusive) {
    ++result_.requests;
    ++result_.cut;
  } else {
    const bool broken = ended.end == StreamEnd::kBroken;
    connection.request = slot.request;
    return CountError(connection, broken ? LoadError::kProtocol : LoadError::kReset,
                      (broken ? "the answer breaks the rules of HTTP/2: " : "the stream: ") +
                          std::string(Http2ErrorName(ended.code)),
                      0, 1);
  }
  errors_in_a_row_ = 0;
  answered_ = now_;
}

void Worker::FreeSlot(Connection& connection, uint32_t index) {
  if (connection.slots[index].state == SlotState::kToSend) --connection.to_send;
  connection.slots[index].state = SlotState::kFree;
  connection.free_slots.push_back(index);
  --connection.due;
}

// What follows when streams have ended: the next requests, those that are to be sent again on a new
// connection, or the end of this one. True if the socket is still to be read.
bool Worker::Proceed(Connection& connection) {
  const Shape& shape = job_.spec.shape;
  const uint32_t most = shape.reuse ? shape.per_connection : 1;
  const bool enough = most != 0 && connection.begun >= most;
  if (!connection.draining && !enough && connection.http2->TakesRequests()) {
    SubmitStreams(connection);
    // In TLS each answer is a record of its own: what has come in with this one is read first, and
    // the requests that follow all of them go out in one.
    const bool more = connection.tls && connection.tls->HasPending();
    more ? BeginStreams(connection) : NextStreams(connection);
    return connection.state == ConnectionState::kActive;
  }
  connection.draining = true;
  SendFrames(connection);
  if (connection.due > connection.to_send) return true;  // some are under way
  if (connection.due > 0) {
    Close(connection);
    connection.since = now_;
    Open(connection);
    return false;
  }
  if (shape.ending != Ending::kServerFirst && shape.ending != Ending::kFin) {
    Close(connection);
    Next(connection);
    return false;
  }
  return Part(connection);
}

// Says that there is no more to come (RFC 9113 §6.8).
void Worker::SayGoodbye(Connection& connection) {
  connection.http2->Goaway();
  SendFrames(connection);
}

// The server closes, for the end of what is sent: few do so for a GOAWAY alone. True if the socket
// is still to be read.
bool Worker::Part(Connection& connection) {
  SayGoodbye(connection);
  if (connection.tls) connection.tls->CloseNotify();
  CloseSending(connection.fd.get());
  if (AwaitClose(connection)) return true;
  Close(connection);
  Next(connection);
  return false;
}

// A request that is late is reset, and the connection goes on for the others; without any it may be
// what is stuck.
void Worker::CheckStreams(Connection& connection) {
  bool late = false;
  for (uint32_t i = 0; i < connection.slots.size(); ++i) {
    const StreamSlot& slot = connection.slots[i];
    if (slot.state == SlotState::kFree || now_ - slot.since < job_.spec.timeout) continue;
    late = true;
    connection.request = slot.request;
    connection.http2->Cancel(i);
    FreeSlot(connection, i);
    CountError(connection, LoadError::kTimeout, "no whole answer within the time limit", 0, 1);
  }
  if (!late) return;
  if (connection.due > 0) {
    Proceed(connection);
    return;
  }
  Close(connection);
  Next(connection);
}

// What is under way is to be sent again; false if it was before.
bool Worker::MarkAgain(Connection& connection) {
  if (!sessions_) {
    ++result_.reconnects;
    return true;
  }
  const auto under_way = [](const StreamSlot& slot) { return slot.state == SlotState::kUnderWay; };
  for (const StreamSlot& slot : connection.slots) {
    if (under_way(slot) && slot.again) return false;
  }
  for (StreamSlot& slot : connection.slots) {
    if (!under_way(slot)) continue;
    slot.again = true;
    slot.state = SlotState::kToSend;
    ++connection.to_send;
    ++result_.reconnects;
  }
  connection.since = now_;
  return true;
}

}  // namespace seep
