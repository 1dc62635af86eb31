#pragma once
// A request under way: its head on the way up, its body, the answer. docs/life-of-a-request.md
// names the same phases.
//
//   queue ─► connect ─► relay ──┬─► done
//     │         │         │  └────┴─ tunnel, where the protocol was changed
//     └─────────┴────────┬┘
//                        └─► answer (sluice's own: 400, 502 …) ─► done

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "proxy/attempt.h"
#include "proxy/context.h"
#include "proxy/forward_response.h"
#include "proxy/instead.h"
#include "proxy/relay.h"
#include "proxy/server_choice.h"
#include "proxy/upgrade.h"

namespace sluice {

// The client's side of it.
struct ClientEnd {
  Channel& channel;
  Inlet& in;  // what came behind the head stays there
  const Listener& listener;
  std::string_view address;  // without port
  bool trusted = false;      // with what it says of where a request came from
};

class Exchange {
 public:
  Exchange(Context& context, ClientConnection& owner, const ClientEnd& client)
      : context_(context),
        owner_(owner),
        client_(client),
        since_(context.now),
        moved_at_(context.now),
        noted_at_(context.now) {}
  ~Exchange();  // tells on_request of it
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  // Of the head that the context's parser has just read at the front of the client's bytes.
  // kStarve: nothing has been done with it.
  Next Begin();
  // Of what is no request: answers it with that status, and the connection ends.
  // `reason`: for the log, static; `location`: of a redirection.
  Next Refuse(uint16_t status, std::string_view reason, std::string_view location = {});

  // It waits until a server has room.
  bool is_in_line() const { return phase_ == Phase::kQueue; }
  Queue& line() const { return choice_.line().connections(); }
  // Of one that waits. False: there is no room yet.
  bool TakeTurn();

  // Does what can be done until `ended` says how it went on.
  Next Run(unsigned& reads);
  enum class End : uint8_t {
    kNotYet,
    kKeepAlive,  // the connection is ready for the next request
    kLast,       // the answer is sent, and no other will be
    kCut,        // closed at once: nobody is left to answer, or what was sent must not look whole
  };
  End ended() const { return end_; }

  seep::TimePoint deadline() const;
  // Called now and then.
  void NoteWait();
  void OnDeadline();
  // Waits for a descriptor, which no event tells of.
  bool wants_tick() const { return phase_ == Phase::kConnect; }
  // Waits for the client to take or to send, and since when nothing has moved.
  bool waits_for_client() const;
  seep::TimePoint moved_at() const { return moved_at_; }
  // All of the request has been received.
  bool received() const { return up_.received(); }

 private:
  enum class Phase : uint8_t { kQueue, kConnect, kRelay, kTunnel, kAnswer, kEnd };
  // How far the response is, as the client sees it.
  enum class Answer : uint8_t { kNone, kInterim, kFinal };

  Next Step(unsigned& reads);
  Next Connect();
  Next RelayBoth(unsigned& reads);
  Next PumpRequest(unsigned& reads);
  Next ReadResponse(unsigned& reads);
  Next OnResponseHead();
  Next PumpResponse(unsigned& reads);
  Next OnSwitching(size_t head_bytes);
  Next Tunnel(unsigned& reads);
  Next OnUpstreamGone();
  bool IsOnTime();
  bool ChooseServer(const seep::RequestHead& head, Instead& instead);
  void ChooseId(const seep::RequestHead& head);
  bool IsTooSlow() const;
  seep::TimePoint LastMoment() const;
  bool TryAnother();
  bool MaySendAgain() const;
  void StartOver();
  void EnterConnect();
  Next Finish();
  Next SendAnswer();

  std::span<char> RoomForHead(size_t bytes);
  Next EndAs(End end);
  void Enter(Phase phase, seep::milliseconds timeout);
  void NoteProgress();
  void Report();

  std::string_view request_id() const { return {request_id_, request_id_bytes_}; }

  static constexpr unsigned kInterimMax = 64;
  // For the head of an answer, as received: most go out in the place of the request's. An exchange
  // that begins can end with it.
  static constexpr uint64_t kAnswerBytes = Memory::kBlockBytes[0];

  Context& context_;
  ClientConnection& owner_;
  const ClientEnd client_;
  std::shared_ptr<ThreadRouting> routing_;
  const Route* route_ = nullptr;  // of it
  ServerChoice choice_;
  SetAside for_answer_;
  std::optional<Attempt> attempt_;
  Relay up_;             // client to upstream
  Relay down_;           // upstream to client
  Block request_head_;   // as sent to the upstream
  Block response_head_;  // as sent to the client, where it did not fit there
  RequestFacts facts_;
  seep::TimePoint since_;
  seep::TimePoint deadline_;
  seep::TimePoint moved_at_;
  seep::TimePoint noted_at_;
  seep::nanoseconds waited_{0};  // for the client, while a body moves one way
  uint64_t moved_bytes_ = 0;
  Phase phase_ = Phase::kConnect;
  Answer answer_ = Answer::kNone;
  End end_ = End::kNotYet;
  uint16_t status_ = 0;
  std::string_view reason_;    // of an answer of its own, or a cut
  uint16_t head_bytes_ = 0;    // of request_head_
  uint16_t method_bytes_ = 0;  // of the request line in request_head_
  uint16_t target_bytes_ = 0;
  uint8_t request_id_bytes_ = 0;
  char request_id_[kRequestIdBytesMax];
  uint8_t protocol_bytes_ = 0;
  char protocol_[kProtocolBytesMax];  // that the client would change to
  bool begun_ = false;  // it is to be answered: what starves before that is nothing yet
  bool fresh_ = false;  // on a new connection, as an idle one has ended
  bool idempotent_ = false;
  bool request_broken_ = false;        // the upstream takes no more of the request
  bool keep_alive_ = false;            // after the response
  bool ends_with_close_ = false;       // the response, as the client sees it
  bool leaves_doubt_ = false;          // whether the upstream has read all of the request
  bool upstream_keeps_alive_ = false;  // as its response says
};

}  // namespace sluice
