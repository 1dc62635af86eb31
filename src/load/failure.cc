// How requests of a Worker fail, and how each failure is counted and told.

#include <fmt/format.h>

#include <cerrno>

#include "load/worker.h"
#include "model/endpoint_name.h"

namespace seep {
namespace {

bool IsReset(int sys_errno) {
  return sys_errno == ECONNRESET || sys_errno == EPIPE || sys_errno == ECONNABORTED;
}

LoadError ConnectErrorKind(int sys_errno) {
  if (sys_errno == ECONNREFUSED) return LoadError::kConnectRefused;
  return sys_errno == ETIMEDOUT ? LoadError::kConnectTimeout : LoadError::kConnectFailed;
}

std::string_view ConnectAdvice(int sys_errno) {
  switch (sys_errno) {
    case EADDRNOTAVAIL:
      return "no local port is free (in use, or waiting after a close): use keep-alive or fewer "
             "connections";
    case EMFILE:
    case ENFILE:
      return "out of file descriptors: raise ulimit -n, or use fewer connections";
    case ECONNREFUSED:
      return "nothing listens there";
    default:
      return "could not connect";
  }
}

std::string_view Place(const Connection& connection) {
  if (connection.http2)
    return connection.got_bytes ? "in the middle of the answer" : "before the answer";
  if (connection.answer.in_body()) return "in the middle of the answer's body";
  return connection.got_bytes ? "in the middle of the answer's head" : "before the answer";
}

}  // namespace

void Worker::ConnectFailed(Connection& connection, int sys_errno) {
  Close(connection);
  if (sys_errno == EAGAIN && now_ - connection.since < job_.spec.timeout) {
    connection.busy = true;
    connection.state = ConnectionState::kBackingOff;
    ++backing_off_;
    return;
  }
  // A name may stand for addresses that nobody listens on: "localhost" for ::1 and 127.0.0.1.
  if (result_.connections == 0 && connection.address + 1 < job_.addresses.size()) {
    ++connection.address;
    return Open(connection);
  }
  CountError(connection, ConnectErrorKind(sys_errno), ConnectAdvice(sys_errno), sys_errno,
             TakeDue(connection));
  connection.state = ConnectionState::kBackingOff;
  connection.since = now_;
  ++backing_off_;
}

void Worker::Lost(Connection& connection, int sys_errno) {
  const bool reset = IsReset(sys_errno);
  if (connection.due == 0) {  // HTTP/2: an idle connection, as is the server's right
    Close(connection);
    return Next(connection);
  }
  if (job_.spec.shape.abusive) return CutOff(connection);
  if (connection.answers > 0 && !connection.got_bytes && (sys_errno == 0 || reset) &&
      MarkAgain(connection)) {
    // The server closed an idle connection while the request was on its way: that is its right, and
    // the client's part is to try again (RFC 9112 §9.3.1). A new connection has no answers yet, so
    // this happens once a request.
    Close(connection);
    return Open(connection);
  }
  if (reset) return FailRequest(connection, LoadError::kReset, Place(connection), sys_errno);
  if (sys_errno == 0) return FailRequest(connection, LoadError::kClosedEarly, Place(connection));
  if (sys_errno == ETIMEDOUT)
    return FailRequest(connection, LoadError::kTimeout, Place(connection), sys_errno);
  if (sys_errno == EPROTO && connection.tls)
    return FailRequest(connection, LoadError::kTls, connection.tls->error());
  const LoadError kind = connection.send_errno != 0 ? LoadError::kWrite : LoadError::kReset;
  FailRequest(connection, kind, Place(connection), sys_errno);
}

void Worker::FailRequest(Connection& connection, LoadError kind, std::string_view detail,
                         int sys_errno) {
  const bool cut = kind == LoadError::kProtocol || kind == LoadError::kTls;
  if (job_.spec.shape.abusive && cut) return CutOff(connection);
  if (connection.answer.in_body()) result_.body_bytes_received += connection.answer.body_bytes();
  CountError(connection, kind, detail, sys_errno, TakeDue(connection));
  Close(connection);
  Next(connection);
}

// So many requests that failed together; they count as one in a row.
void Worker::CountError(const Connection& connection, LoadError kind, std::string_view detail,
                        int sys_errno, uint64_t requests) {
  if (requests == 0) return;
  result_.requests += requests;
  result_.errors[static_cast<size_t>(kind)] += requests;
  ++errors_in_a_row_;
  std::string& example = result_.error_examples[static_cast<size_t>(kind)];
  if (!example.empty()) return;
  example =
      fmt::format("{} {} at {}: {}: {}", connection.request->method, connection.request->target,
                  PlaceOf(job_.spec.endpoint), Name(kind), detail);
  if (sys_errno != 0) example += " (" + ErrnoText(sys_errno) + ")";
  if (result_.error_example.empty()) result_.error_example = example;
}

// The requests that are under way on it, or wait to be: they end with the connection.
uint64_t Worker::TakeDue(Connection& connection) {
  const uint64_t due = connection.due;
  if (!sessions_) return due;
  connection.due = 0;
  connection.to_send = 0;
  connection.free_slots.clear();
  for (auto i = static_cast<uint32_t>(connection.slots.size()); i-- > 0;) {
    connection.slots[i].state = SlotState::kFree;
    connection.free_slots.push_back(i);
  }
  return due;
}

void Worker::Close(Connection& connection) {
  if (connection.IsOpen()) --open_;
  NoteAccepted(connection);
  if (connection.tls) connection.tls->CloseNotify();
  connection.tls.reset();
  connection.http2.reset();
  connection.websocket.reset();
  connection.fd.Reset();
}

}  // namespace seep
