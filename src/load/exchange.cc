// A request's way through a Worker, from the socket to the counted answer.

#include <algorithm>
#include <cstring>

#include "load/socket.h"
#include "load/worker.h"

namespace seep {
namespace {

// Reads in a row on one connection, so that a large body does not keep the others waiting.
constexpr int kReadsPerTurn = 16;
// Of an answer, in bytes: so much of it is acknowledged as it comes.
constexpr size_t kAcknowledgedPart = 64 * 1024;
// Of a slow reader, in bytes: the least there is (socket(7), SO_RCVBUF), so that the server waits.
constexpr int kSlowReadBuffer = 2048;
// Of a ClientHello, in bytes: behind its record's and its own header, before its end.
constexpr size_t kHalfHello = 60;

bool Sent(const Connection& connection) { return connection.sent == connection.out.size(); }

// What may go out at once.
size_t FirstPiece(const Connection& connection, const Shape& shape) {
  const size_t size = connection.out.size();
  if (shape.send_piece > 0) return std::min(shape.send_piece, size);
  return shape.body_waits ? std::min(connection.out.find("\r\n\r\n") + 4, size) : size;
}

// What was given up is read as it comes.
IoResult ReceiveOn(const Connection& connection, std::span<char> room) {
  const bool plain = !connection.tls || connection.state == ConnectionState::kLeaving;
  return plain ? Receive(connection.fd.get(), room) : connection.tls->Receive(room);
}

}  // namespace

void Worker::Next(Connection& connection) {
  if (sessions_) return NextStreams(connection);
  if (!MayBegin()) return Finish(connection);
  if (!OpenLoop() || now_ >= Due()) return Begin(connection);
  connection.state = ConnectionState::kWaiting;
  waiting_.push_back(&connection);
}

void Worker::Finish(Connection& connection) {
  if (!job_.spec.shape.stays_open || !connection.IsOpen()) {
    if (connection.http2) SayGoodbye(connection);
    Close(connection);
  }
  connection.state = connection.fd ? ConnectionState::kParked : ConnectionState::kFinished;
  --live_;
}

void Worker::Begin(Connection& connection) {
  connection.request = TakeRequest();
  connection.due = connection.request->answers;
  connection.answer.set_request_method(connection.request->method);
  connection.out = connection.request->bytes;
  connection.visit.number = bounds_.Number(begun_);
  if (auto own = OwnRequest(*connection.request, connection.visit)) {
    connection.filled_request = std::move(own->bytes);
    connection.out = connection.filled_request;
  }
  const TimePoint due = OpenLoop() ? Due() : TimePoint();
  begun_ += connection.request->answers;
  connection.sent = 0;
  connection.received = 0;
  connection.may_send = FirstPiece(connection, job_.spec.shape);
  connection.got_bytes = false;
  connection.answer.Reset();
  if (!connection.fd) now_ = Clock::now();
  connection.since = now_;
  connection.latency_since = OpenLoop() ? due : now_;
  if (connection.fd) {
    connection.state = ConnectionState::kActive;
    return SendRequest(connection);
  }
  connection.address = address_;
  Open(connection);
}

void Worker::Open(Connection& connection) {
  if (!accepting_.HasRoom()) {
    connection.state = ConnectionState::kHeldBack;
    ++backing_off_;
    return;
  }
  connection.sent = 0;
  connection.may_send = FirstPiece(connection, job_.spec.shape);
  connection.received = 0;
  connection.filled = 0;
  connection.answers = 0;
  connection.begun = 0;
  connection.draining = false;
  connection.send_errno = 0;
  connection.busy = false;
  connection.state = ConnectionState::kConnecting;
  const int receive_buffer = job_.spec.shape.read_piece > 0 ? kSlowReadBuffer : 0;
  int sys_errno = StartConnect(job_.addresses[connection.address], receive_buffer, connection.fd);
  connection.opened = now_;
  connection.unaccepted = static_cast<bool>(connection.fd);
  if (connection.unaccepted) accepting_.Opened();
  if (sys_errno == 0) sys_errno = poller_.Add(connection.fd.get(), &connection);
  if (sys_errno != 0) ConnectFailed(connection, sys_errno);
}

void Worker::Connected(Connection& connection) {
  address_ = connection.address;
  accepting_.Connected(connection.opened, now_);
  ++result_.connections;
  result_.connections_peak = std::max(result_.connections_peak, ++open_);
  if (tls_ == nullptr) return Ready(connection);
  connection.state = ConnectionState::kHandshaking;
  connection.tls = tls_->Open(connection.fd.get());
  const TlsCut cut = job_.spec.shape.tls.cut;
  if (cut != TlsCut::kNowhere)
    connection.tls->CutAfter(cut == TlsCut::kInHello ? kHalfHello : SIZE_MAX);
  Handshake(connection);
}

void Worker::NoteAccepted(Connection& connection) {
  if (std::exchange(connection.unaccepted, false)) accepting_.Left();
}

void Worker::Handshake(Connection& connection) {
  const IoResult step = connection.tls->Handshake();
  if (step.status == IoStatus::kAgain) {
    if (job_.spec.shape.tls.cut != TlsCut::kNowhere) Leave(connection);
    return;
  }
  if (step.status != IoStatus::kDone)
    return FailRequest(connection, LoadError::kTls,
                       "no handshake: " + connection.tls->error() +
                           (job_.spec.http2 ? "; h2 was offered by ALPN" : ""));
  if (connection.tls->resumed()) ++result_.resumed;
  if (result_.protocol.empty()) result_.protocol = connection.tls->Describe();
  if (job_.spec.http2 && connection.tls->protocol() != "h2")
    return FailRequest(connection, LoadError::kTls, "the server does not agree to h2, by ALPN");
  Ready(connection);
}

void Worker::Ready(Connection& connection) {
  if (connection.tls) NoteAccepted(connection);
  connection.state = ConnectionState::kActive;
  if (sessions_) return StartSession(connection);
  // With a connection for each request, connecting is a part of the request's latency.
  if (job_.spec.shape.reuse && !OpenLoop()) connection.latency_since = Clock::now();
  SendRequest(connection);
}

void Worker::OnEvent(Connection& connection, const PollEvent& event) {
  switch (connection.state) {
    case ConnectionState::kFinished:
    case ConnectionState::kParked:
    case ConnectionState::kBackingOff:
    case ConnectionState::kHeldBack:
      return;
    case ConnectionState::kWaiting:
      if (event.hangup) Ended(connection, 0);
      return;
    case ConnectionState::kConnecting:
      if (!event.writable && !event.hangup) return;
      if (event.hangup) {
        const int sys_errno = ConnectError(connection.fd.get());
        if (sys_errno != 0) return ConnectFailed(connection, sys_errno);
      }
      Connected(connection);
      break;
    case ConnectionState::kHandshaking:
      Handshake(connection);
      break;
    case ConnectionState::kActive:
      if (connection.http2)
        SendFrames(connection);
      else if (!Sent(connection))
        SendRequest(connection);
      break;
    case ConnectionState::kClosing:
    case ConnectionState::kLeaving:
      break;
  }
  // A connection that was left has made room for the next one, which the event is not about.
  const bool here = connection.state == ConnectionState::kActive ||
                    connection.state == ConnectionState::kClosing ||
                    connection.state == ConnectionState::kLeaving;
  if (!here) return;
  // TLS may have kept what came in before, and may have waited to send before it reads on.
  if (event.readable || connection.tls || connection.send_errno != 0)
    ReadAnswers(connection, event.hangup);
}

// Straight away, without asking whether the socket is writable: it nearly always is.
void Worker::SendRequest(Connection& connection) {
  while (connection.sent < connection.may_send && connection.send_errno == 0) {
    const std::string_view rest =
        connection.out.substr(connection.sent, connection.may_send - connection.sent);
    const IoResult sent =
        connection.tls ? connection.tls->Send(rest) : Send(connection.fd.get(), rest);
    if (sent.status == IoStatus::kAgain) return;
    connection.send_errno = sent.sys_errno;
    connection.sent += sent.bytes;
    result_.bytes_sent += sent.bytes;
  }
  connection.piece_since = now_;
  if (job_.spec.shape.wait == WaitFor::kNothing && Sent(connection) && connection.send_errno == 0)
    Leave(connection);
}

void Worker::ReadAnswers(Connection& connection, bool hangup) {
  const size_t piece = job_.spec.shape.read_piece;
  for (int i = 0; i < kReadsPerTurn; ++i) {
    std::span<char> room = std::span(connection.buffer).subspan(connection.filled);
    if (piece != 0) room = room.first(std::min(piece, room.size()));
    const IoResult received = ReceiveOn(connection, room);
    switch (received.status) {
      case IoStatus::kAgain:
        if (connection.http2 && connection.state == ConnectionState::kActive)
          SendFrames(connection);  // that waited for the rest of what had come in
        if (connection.send_errno != 0) return Lost(connection, connection.send_errno);
        return AcknowledgePart(connection);
      case IoStatus::kClosed:
      case IoStatus::kFailed:
        return Ended(connection, received.sys_errno);
      case IoStatus::kDone:
        break;
    }
    if (connection.unaccepted) NoteAccepted(connection);
    result_.bytes_received += received.bytes;
    connection.received += received.bytes;
    if (connection.state == ConnectionState::kActive && !Consume(connection, received.bytes))
      return;
    if (piece != 0 && connection.state == ConnectionState::kActive) return;  // CheckPace reads on
    // Fewer bytes than there was room for: the socket is empty, and another recv would only say so
    // (epoll(7), on edge-triggered sockets). What comes now makes a new event.
    const bool empty = received.bytes < room.size() && !connection.tls;
    if (empty && !hangup && connection.send_errno == 0) return AcknowledgePart(connection);
  }
  poller_.Rearm(connection.fd.get(), &connection);
}

// The rest may wait for it. Not further on in a large answer, which keeps coming by itself.
void Worker::AcknowledgePart(const Connection& connection) const {
  const bool in_part = connection.state == ConnectionState::kActive && connection.got_bytes &&
                       connection.received < kAcknowledgedPart;
  if (in_part && job_.spec.quick_ack) AcknowledgeNow(connection.fd.get());
}

bool Worker::Consume(Connection& connection, size_t received) {
  if (job_.spec.http2) return ConsumeFrames(connection, received);
  connection.got_bytes = true;
  connection.filled += received;
  if (job_.spec.shape.wait == WaitFor::kBytes && connection.received >= WaitBytes(connection)) {
    if (job_.spec.shape.expects != 0) {
      static_cast<void>(connection.answer.Read({connection.buffer.data(), connection.filled}));
      CountExpected(connection.answer.interim());
    }
    Leave(connection);
    return false;
  }
  if (connection.may_send < connection.out.size() && job_.spec.shape.body_waits) {
    connection.may_send = connection.out.size();
    SendRequest(connection);
  }
  if (connection.websocket) return ConsumeMessages(connection);
  char* const front = connection.buffer.data();
  for (;;) {
    const AnswerStep step = connection.answer.Read({front, connection.filled});
    connection.filled -= step.consumed;
    if (step.consumed > 0) std::memmove(front, front + step.consumed, connection.filled);
    if (step.status == AnswerStatus::kNeedMore) return true;
    if (step.status == AnswerStatus::kFailed) {
      FailRequest(connection, LoadError::kProtocol, connection.answer.error());
      return false;
    }
    if (connection.due == 1 || !connection.answer.keep_alive()) break;
    CountAnswer(connection);  // of several that were asked for at once
    --connection.due;
    connection.answer.Reset();
  }
  if (job_.spec.shape.messages > 0 && connection.answer.status() == 101)
    return StartMessages(connection);
  if (connection.filled > 0 && job_.spec.shape.reuse && connection.answer.keep_alive()) {
    FailRequest(connection, LoadError::kProtocol, "bytes after the end of the answer");
    return false;
  }
  return Answered(connection, false);
}

bool Worker::StartMessages(Connection& connection) {
  CountExpected(connection.answer.status());  // whatever comes of the messages
  connection.filled_request.clear();
  connection.out = {};
  connection.sent = 0;
  connection.websocket = std::make_unique<WebSocketExchange>(
      job_.spec.shape.messages, static_cast<uint32_t>(random_()), connection.filled_request);
  return ConsumeMessages(connection);
}

// The server may have sent some with its answer, or none.
bool Worker::ConsumeMessages(Connection& connection) {
  std::string& out = connection.filled_request;
  out.erase(0, connection.sent);
  const std::string_view bytes(connection.buffer.data(), std::exchange(connection.filled, 0));
  const WebSocketStep step = connection.websocket->Read(bytes, out);
  if (step == WebSocketStep::kFailed) {
    FailRequest(connection, LoadError::kProtocol, connection.websocket->error());
    return false;
  }
  connection.out = out;
  connection.sent = 0;
  connection.may_send = out.size();
  connection.got_bytes = false;  // of the message that is to come back
  if (!out.empty()) SendRequest(connection);
  return step == WebSocketStep::kDone ? Answered(connection, false) : true;
}

void Worker::CountAnswer(const Connection& connection) {
  now_ = Clock::now();
  const AnswerReader& answer = connection.answer;
  ++result_.requests;
  ++result_.answers;
  CountStatus(answer.status(), answer.first_line());
  if (!connection.websocket) CountExpected(answer.status());
  CountExpected(answer.interim());
  Validate(connection.request, answer.validators());
  if (!answer.set_cookies().empty())
    KeepCookies(*connection.request, connection.visit, answer.set_cookies());
  result_.body_bytes_received += answer.body_bytes();
  result_.latency.Add(static_cast<uint64_t>(nanoseconds(now_ - connection.latency_since).count()));
  errors_in_a_row_ = 0;
  answered_ = now_;
}

bool Worker::Answered(Connection& connection, bool closed) {
  CountAnswer(connection);
  const AnswerReader& answer = connection.answer;
  const Shape& shape = job_.spec.shape;
  WaitForLess(connection, connection.received);
  ++connection.answers;
  connection.filled = 0;
  result_.requests += connection.due - 1;  // which the server will not answer
  result_.cut += connection.due - 1;

  const bool sent = Sent(connection);
  const bool enough = shape.per_connection != 0 && connection.answers >= shape.per_connection;
  const bool reusable = shape.reuse && answer.keep_alive() && sent && !closed && !enough;
  if (reusable && (MayBegin() || shape.stays_open)) {
    Next(connection);
    return true;
  }
  const bool stays = shape.abusive && answer.keep_alive();  // nothing asked the server to close
  // An upgrade's client goes away as its shape says; its answer is counted.
  if (shape.upgrade && !closed && shape.ending > Ending::kFin) {
    connection.due = 0;
    Leave(connection);
    return connection.state == ConnectionState::kLeaving;
  }
  const bool server_first = sent && !closed && !stays && shape.ending == Ending::kServerFirst;
  if (!reusable && server_first && AwaitClose(connection)) return true;
  Close(connection);
  Next(connection);
  return false;
}

// The server has closed, or the connection is broken.
void Worker::Ended(Connection& connection, int sys_errno) {
  if (connection.state == ConnectionState::kClosing) {
    closing_.ServerClosed(now_);
    Close(connection);
    return Next(connection);
  }
  if (connection.state == ConnectionState::kLeaving) return GoAway(connection);
  // An idle connection, as is the server's right.
  if (connection.state == ConnectionState::kWaiting) return Close(connection);
  if (connection.state == ConnectionState::kParked) {
    Close(connection);
    connection.state = ConnectionState::kFinished;
    return;
  }
  if (sys_errno == 0 && connection.answer.Finish()) {
    Answered(connection, true);
    return;
  }
  Lost(connection, sys_errno);
}

}  // namespace seep
