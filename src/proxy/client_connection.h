#pragma once
// One client's connection, from its first request to its end. docs/life-of-a-request.md names the
// same phases.
//
//   idle ─► head ─► serve ─┬─► idle or head          the connection stays
//             └────►───────┴─► linger ─► closed      it does not
//
// A state machine and no coroutine: a connection waits for any of several sockets and a deadline,
// and an event on any of them runs the phase it is in until that can go no further.

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "proxy/address.h"
#include "proxy/context.h"
#include "proxy/exchange.h"
#include "proxy/head_reading.h"
#include "proxy/inlet.h"
#include "proxy/tls/tls_server.h"

namespace sluice {

class ClientConnection : public Queued {
 public:
  // `listener`: that the client came in by; stays as long as the connection.
  ClientConnection(Context& context, const Listener& listener, seep::UniqueFd client,
                   const sockaddr_storage& peer);
  // The client speaks TLS.
  void SpeakTls(std::shared_ptr<const TlsServer> server, std::unique_ptr<TlsStream> stream);

  Channel& client() { return client_; }
  bool closed() const { return phase_ == Phase::kClosed; }
  // When the phase it is in began.
  seep::TimePoint since() const { return since_; }

  // Something happened on one of its sockets, or it asked to be run again.
  void Run();
  // Of one that waits for a server. False: there is none yet, and it stays where it is in line.
  bool TakeTurn();
  // Called now and then; ends what is overdue.
  void Tick();
  // The server stops: closes where nothing is lost by it. What is under way goes on, for as long as
  // something moves, and is the last.
  void Stop();
  void Close();
  // Since when it has waited for memory, if it does.
  seep::TimePoint starving_since() const { return starving_since_; }
  // Memory is short. Since when this client holds some of it without doing its part; nothing if it
  // does not.
  std::optional<seep::TimePoint> HoldsUpSince() const;

  size_t slot = 0;  // for the worker: where it keeps this connection

 private:
  enum class Phase : uint8_t { kIdle, kHead, kServe, kLinger, kClosed };

  // Phases. Each does what it can and says whether the (possibly new) phase can go on.
  Next Step();
  Next ReadHead();
  bool TakeProxyHeader();
  bool MakeExchange();
  Next BeginExchange();
  Next Refuse(uint16_t status, std::string_view reason);
  Next Serve();
  Next AfterExchange();
  Next Linger();

  Next CloseNow();
  bool StopsNow();
  void TurnAway();
  void OnDeadline();
  void Enter(Phase phase, seep::milliseconds timeout);
  void SetPeer(const sockaddr_storage& peer);
  std::string_view address() const { return {address_, address_bytes_}; }

  static constexpr unsigned kReadsPerTurn = 32;

  Context& context_;
  const Listener& listener_;
  std::shared_ptr<const TlsServer> tls_server_;  // outlives the stream in client_
  Channel client_;
  Inlet in_;
  HeadReading reading_;
  ObjectPool<Exchange>::Ptr exchange_;
  seep::TimePoint since_;
  seep::TimePoint deadline_;
  seep::TimePoint starving_since_;
  unsigned reads_ = 0;  // left of this turn
  Phase phase_ = Phase::kIdle;
  bool trusted_ = false;
  bool awaits_proxy_header_;
  bool starving_ = false;
  bool served_ = false;  // a request, at least
  bool begun_ = false;   // a byte of a request is there, in the head phase
  uint8_t address_bytes_ = 0;
  char address_[kAddressTextMax];
};

}  // namespace sluice
