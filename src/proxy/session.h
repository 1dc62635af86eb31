#pragma once
// One client's connection, from its first request to its end. docs/life-of-a-request.md names the
// same phases.
//
//   idle ─► head ─► connect ─► exchange ─┬─► idle or head          the connection stays
//             │         └─────────┐      └─► linger ─► closed      it does not
//             └─► answer ◄────────┘  (sluice's own: 400, 502 …) ─► either
//
// A state machine and no coroutine: a session waits for either of two sockets and a deadline, and
// an event on any of them runs the phase it is in until that can go no further.

#include <cstdint>
#include <memory>
#include <string_view>

#include "proxy/channel.h"
#include "proxy/context.h"

namespace sluice {

class Session : public Queued {
 public:
  Session(Context& context, seep::UniqueFd client, const sockaddr_storage& peer);

  Channel& client() { return client_; }
  bool closed() const { return phase_ == Phase::kClosed; }
  // When the phase it is in began.
  seep::TimePoint since() const { return since_; }

  // Something happened on one of the two connections, or the session asked to be run again.
  void Run();
  // Called now and then; ends what is overdue.
  void Tick();
  // The server stops: closes when idle, or makes this request the last.
  void Stop();
  void Close();

  size_t slot = 0;  // for the worker: where it keeps this session

 private:
  enum class Phase : uint8_t { kIdle, kHead, kConnect, kExchange, kAnswer, kLinger, kClosed };
  enum class Next : uint8_t { kGoOn, kWait, kYield };

  // Phases. Each does what it can and says whether the (possibly new) phase can go on.
  Next Step();
  Next ReadHead();
  Next BeginExchange();
  Next Connect();
  Next RunExchange();
  Next SendAnswer();
  Next Linger();

  // Parts of the exchange.
  Next PumpRequest();
  Next ReadResponse();
  Next OnResponseHead();
  Next PumpResponse();
  Next OnUpstreamGone();
  Next FinishExchange();

  Next Refuse(uint16_t status);  // answers with a message of sluice's own
  Next NextRequest(bool keep_alive);
  Next CloseNow();
  void OnDeadline();
  void Enter(Phase phase, seep::milliseconds timeout);
  void NoteProgress();
  void Report();

  static constexpr unsigned kReadsPerTurn = 32;
  static constexpr unsigned kInterimMax = 64;

  Context& context_;
  Channel client_;
  std::unique_ptr<Channel> upstream_;
  std::unique_ptr<Exchange> exchange_;
  seep::TimePoint since_;
  seep::TimePoint deadline_;
  seep::TimePoint begun_;  // of the exchange
  uint64_t moved_bytes_ = 0;
  Phase phase_ = Phase::kIdle;
  // How far the response is, as the client sees it.
  enum class Answer : uint8_t { kNone, kInterim, kFinal } answer_ = Answer::kNone;
  uint16_t status_ = 0;
  unsigned budget_ = 0;
  unsigned interims_ = 0;
  bool reused_upstream_ = false;
  bool idempotent_ = false;
  bool request_broken_ = false;  // the upstream takes no more of the request
  bool keep_alive_ = false;      // after the response
  uint16_t method_bytes_ = 0;    // of the request line in request_head
  uint16_t target_bytes_ = 0;
  uint8_t address_bytes_ = 0;
  char address_[kAddressTextMax];
};

}  // namespace sluice
