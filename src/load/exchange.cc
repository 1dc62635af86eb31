// A request's way through a Worker, from the socket to the counted answer.

#include <cstring>

#include "load/socket.h"
#include "load/worker.h"

namespace seep {
namespace {

// Reads in a row on one connection, so that a large body does not keep the others waiting.
constexpr int kReadsPerTurn = 16;

bool Sent(const Connection& connection) {
  return connection.sent == connection.request->bytes.size();
}

}  // namespace

void Worker::Next(Connection& connection) {
  if (MayBegin()) return Begin(connection);
  Close(connection);
  connection.state = ConnectionState::kFinished;
  --live_;
}

void Worker::Begin(Connection& connection) {
  ++begun_;
  connection.request = &job_.requests[next_];
  if (++next_ == job_.requests.size()) next_ = 0;
  connection.answer.set_request_method(connection.request->method);
  connection.sent = 0;
  connection.got_bytes = false;
  connection.answer.Reset();
  if (connection.fd) {
    connection.since = connection.latency_since = now_;
    return SendRequest(connection);
  }
  connection.since = connection.latency_since = now_ = Clock::now();
  connection.address = address_;
  Open(connection);
}

void Worker::Open(Connection& connection) {
  connection.sent = 0;
  connection.filled = 0;
  connection.answers = 0;
  connection.send_errno = 0;
  connection.state = ConnectionState::kConnecting;
  int sys_errno = StartConnect(job_.addresses[connection.address], connection.fd);
  if (sys_errno == 0) sys_errno = poller_.Add(connection.fd.get(), &connection);
  if (sys_errno != 0) ConnectFailed(connection, sys_errno);
}

void Worker::Connected(Connection& connection) {
  connection.state = ConnectionState::kActive;
  address_ = connection.address;
  ++result_.connections;
  result_.connections_peak = std::max(result_.connections_peak, ++open_);
  // With a connection for each request, connecting is a part of the request's latency.
  if (job_.keep_alive) connection.latency_since = Clock::now();
  SendRequest(connection);
}

void Worker::OnEvent(Connection& connection, const PollEvent& event) {
  switch (connection.state) {
    case ConnectionState::kFinished:
    case ConnectionState::kBackingOff:
      return;
    case ConnectionState::kConnecting:
      if (!event.writable && !event.hangup) return;
      if (event.hangup) {
        const int sys_errno = ConnectError(connection.fd.get());
        if (sys_errno != 0) return ConnectFailed(connection, sys_errno);
      }
      Connected(connection);
      break;
    case ConnectionState::kActive:
      if (!Sent(connection)) SendRequest(connection);
      break;
    case ConnectionState::kClosing:
      break;
  }
  // An aborted connection has made room for the next one, which the event is not about.
  if (job_.abort && connection.send_errno == 0) return;
  if (event.readable || connection.send_errno != 0) ReadAnswers(connection, event.hangup);
}

// Straight away, without asking whether the socket is writable: it nearly always is.
void Worker::SendRequest(Connection& connection) {
  while (!Sent(connection) && connection.send_errno == 0) {
    const std::string_view rest =
        std::string_view(connection.request->bytes).substr(connection.sent);
    const IoResult sent = Send(connection.fd.get(), rest);
    if (sent.status == IoStatus::kAgain) return;
    connection.send_errno = sent.sys_errno;
    connection.sent += sent.bytes;
    result_.bytes_sent += sent.bytes;
  }
  if (job_.abort && connection.send_errno == 0) GoAway(connection);
}

void Worker::GoAway(Connection& connection) {
  ResetOnClose(connection.fd.get());
  ++result_.requests;
  ++result_.aborted;
  errors_in_a_row_ = 0;
  answered_ = now_;
  Close(connection);
  Next(connection);
}

void Worker::ReadAnswers(Connection& connection, bool hangup) {
  for (int i = 0; i < kReadsPerTurn; ++i) {
    const std::span<char> room = std::span(connection.buffer).subspan(connection.filled);
    const IoResult received = Receive(connection.fd.get(), room);
    switch (received.status) {
      case IoStatus::kAgain:
        if (connection.send_errno != 0) Lost(connection, connection.send_errno);
        return;
      case IoStatus::kClosed:
      case IoStatus::kFailed:
        return Ended(connection, received.sys_errno);
      case IoStatus::kDone:
        break;
    }
    result_.bytes_received += received.bytes;
    if (connection.state == ConnectionState::kActive && !Consume(connection, received.bytes))
      return;
    // Fewer bytes than there was room for: the socket is empty, and another recv would only say so
    // (epoll(7), on edge-triggered sockets). What comes now makes a new event.
    if (received.bytes < room.size() && !hangup && connection.send_errno == 0) return;
  }
  poller_.Rearm(connection.fd.get(), &connection);
}

bool Worker::Consume(Connection& connection, size_t received) {
  connection.got_bytes = true;
  connection.filled += received;
  char* const front = connection.buffer.data();
  const AnswerStep step = connection.answer.Read({front, connection.filled});
  connection.filled -= step.consumed;
  switch (step.status) {
    case AnswerStatus::kNeedMore:
      if (step.consumed > 0) std::memmove(front, front + step.consumed, connection.filled);
      return true;
    case AnswerStatus::kFailed:
      FailRequest(connection, LoadError::kProtocol, connection.answer.error());
      return false;
    case AnswerStatus::kDone:
      break;
  }
  if (connection.filled > 0 && job_.keep_alive && connection.answer.keep_alive()) {
    FailRequest(connection, LoadError::kProtocol, "bytes behind the end of the answer");
    return false;
  }
  return Answered(connection, false);
}

bool Worker::Answered(Connection& connection, bool closed) {
  now_ = Clock::now();
  const AnswerReader& answer = connection.answer;
  ++result_.requests;
  ++result_.answers;
  ++result_.status_class[answer.status() / 100u];
  result_.body_bytes_received += answer.body_bytes();
  result_.latency.Add(static_cast<uint64_t>(nanoseconds(now_ - connection.latency_since).count()));
  errors_in_a_row_ = 0;
  answered_ = now_;
  ++connection.answers;
  connection.filled = 0;

  const bool sent = Sent(connection);
  const bool reusable = job_.keep_alive && answer.keep_alive() && sent && !closed;
  if (reusable && MayBegin()) {
    Begin(connection);
    return true;
  }
  if (!reusable && sent && !closed) {
    // The server closes first, so that the time-wait state (RFC 9293 §3.6) and the port it holds
    // are the server's, whose port is the same for all; ours would run out after 28,000
    // connections.
    connection.state = ConnectionState::kClosing;
    connection.since = now_;
    return true;
  }
  Close(connection);
  Next(connection);
  return false;
}

// The server has closed, or the connection is broken.
void Worker::Ended(Connection& connection, int sys_errno) {
  if (connection.state == ConnectionState::kClosing) {
    Close(connection);
    return Next(connection);
  }
  if (sys_errno == 0 && connection.answer.Finish()) {
    Answered(connection, true);
    return;
  }
  Lost(connection, sys_errno);
}

}  // namespace seep
