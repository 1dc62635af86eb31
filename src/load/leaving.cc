// How a client goes away, and what else a shape has it do that a plain one does not.

#include <algorithm>

#include "load/shape_table.h"
#include "load/socket.h"
#include "load/worker.h"

namespace seep {

const RenderedRequest* Worker::TakeRequest() {
  const size_t index = next_;
  if (++next_ == job_.requests.size()) next_ = 0;
  if (!validated_.empty() && validated_[index]) return validated_[index].get();
  return &job_.requests[index];
}

// Asks from now on whether what the answer spoke of has changed.
void Worker::Validate(const RenderedRequest* request, const Validators& validators) {
  if (!validators.Any() || !request->shaped) return;  // it is one of job_.requests
  auto& validated = validated_[static_cast<size_t>(request - job_.requests.data())];
  if (validated) return;
  if (auto made = AsValidated(job_.spec, *request, validators))
    validated = std::make_unique<RenderedRequest>(std::move(*made));
}

void Worker::CountExpected(uint16_t status) {
  if (status != 0 && status == job_.spec.shape.expects) ++result_.as_expected[status];
}

// Of a final answer.
void Worker::CountStatus(uint16_t status, const std::string& first_line) {
  ++result_.status_class[status / 100u];
  result_.statuses.Count(status, excused_);
  if (status >= 300 && !first_line.empty())
    result_.statuses.first_lines.try_emplace(status, first_line);
}

size_t& Worker::WaitBytes(const Connection& connection) {
  return wait_bytes_[static_cast<size_t>(connection.request - job_.requests.data())];
}

// An answer was over before the client could go away in its middle: it is to leave the next one to
// that request half way. What is compressed may come to a tenth of what its shape was made for.
void Worker::WaitForLess(const Connection& connection, size_t answer_bytes) {
  if (wait_bytes_.empty() || job_.spec.shape.wait_bytes == kShapeArgumentMax) return;
  size_t& wait = WaitBytes(connection);
  wait = std::clamp<size_t>(answer_bytes / 2, 1, wait);
}

// True when the server is given the chance to close first.
bool Worker::AwaitClose(Connection& connection) {
  connection.patience = closing_.Patience(now_);
  if (connection.patience.count() == 0) return false;
  connection.state = ConnectionState::kClosing;
  connection.since = now_;
  return true;
}

// The operation is over by plan; the connection ends as the shape says.
void Worker::Leave(Connection& connection) {
  const Ending ending = job_.spec.shape.ending;
  if (ending == Ending::kHalfClose || ending == Ending::kSilence) {
    if (ending == Ending::kHalfClose) {
      if (connection.tls) connection.tls->CloseNotify();
      CloseSending(connection.fd.get());
    }
    connection.state = ConnectionState::kLeaving;
    connection.since = now_;
    connection.filled = 0;
    return;
  }
  GoAway(connection);
}

// Counts it, and closes: by a reset, unless the shape closes properly.
void Worker::GoAway(Connection& connection) {
  const Ending ending = job_.spec.shape.ending;
  if (ending != Ending::kFin && ending != Ending::kHalfClose) {
    connection.tls.reset();  // without a word
    ResetOnClose(connection.fd.get());
  }
  const uint64_t due = TakeDue(connection);
  result_.requests += due;
  result_.aborted += due;
  errors_in_a_row_ = 0;
  answered_ = now_;
  Close(connection);
  Next(connection);
}

// The server ended it without a whole answer, as it may.
void Worker::CutOff(Connection& connection) {
  const uint64_t due = TakeDue(connection);
  result_.requests += due;
  result_.cut += due;
  errors_in_a_row_ = 0;
  answered_ = now_;
  Close(connection);
  Next(connection);
}

// Sends or reads the next piece when it is time, and ends what an abusive client has waited for
// long enough. True if the connection is not to be looked at any further.
bool Worker::CheckPace(Connection& connection) {
  const Shape& shape = job_.spec.shape;
  const auto passed = now_ - connection.piece_since;
  const bool all_sent = connection.sent == connection.out.size();
  if (!all_sent && shape.send_piece > 0 && passed >= kPiecePause) {
    connection.may_send = std::min(connection.out.size(), connection.may_send + shape.send_piece);
    SendRequest(connection);
    return true;
  }
  if (!all_sent && shape.body_waits && passed >= shape.hold) {
    connection.may_send = connection.out.size();
    SendRequest(connection);
    return true;
  }
  if (shape.read_piece > 0 && connection.received > 0 && passed >= kPiecePause) {
    connection.piece_since = now_;
    ReadAnswers(connection, false);
    return true;
  }
  const bool waits_on = connection.got_bytes && !shape.leaves_in_answer;
  if (!shape.abusive || !all_sent || waits_on || passed < shape.hold) return false;
  if (connection.due == 0) return false;  // idle
  GoAway(connection);
  return true;
}

}  // namespace seep
