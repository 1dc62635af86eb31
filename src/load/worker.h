#pragma once
// One event loop with its share of the connections. Shares nothing with other workers.

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <stop_token>
#include <string>
#include <vector>

#include "base/address.h"
#include "load/connection.h"
#include "load/generator.h"
#include "load/learnt.h"
#include "load/poller.h"
#include "model/traffic.h"

namespace seep {

// What all workers send, and where.
struct Job {
  TrafficSpec spec;
  std::vector<RenderedRequest> requests;  // of it: 1 or more, one after another, over and over
  std::vector<SocketAddress> addresses;
  uint64_t key_seed = 0;         // of what placeholders are filled with (load/template.h)
  CookieJar* cookies = nullptr;  // null: none are kept
};

class Worker {
 public:
  // `job` and `learnt` outlive the worker. 1 connection or more. `tls` may be null: the job's spec
  // says whether it is needed.
  Worker(const Job& job, uint32_t connections, Poller poller, std::unique_ptr<TlsClient> tls,
         Learnt::OfThread& learnt);

  // Runs a worker's share of a round to its end: exactly `bounds.requests` requests, unless the
  // time bound, a stop, or failing too often ends it before. `on_tick` is called about 20 times a
  // second. Everything is closed when it returns but what stays open by plan. Leaves
  // LoadResult::seconds 0.
  LoadResult Run(const RoundBounds& bounds, const std::stop_token& stop,
                 const std::function<void()>& on_tick);

  // As of the last tick; from any thread. Without latencies.
  LoadProgress Seen() const;
  void AddLatencySeen(Histogram& into) const;
  // Before a round, so that progress does not show the last one's numbers.
  void ForgetSeen();
  // Between two rounds: connections that stay open.
  uint32_t Parked() const { return open_; }

 private:
  // The round: worker.cc.
  void Start(const RoundBounds& bounds);
  bool MayBegin() const;
  bool GivesUp() const;
  bool OpenLoop() const { return job_.spec.rate > 0; }
  TimePoint Due() const;
  void BeginDue();
  milliseconds TickInterval() const;
  nanoseconds UntilNext() const;
  void Tick(const std::function<void()>& on_tick);
  void CheckTime(Connection& connection);
  void Publish();
  void CloseAll();

  // A request's way, exchange.cc: Begin → Open → Connected → Handshake → SendRequest → ReadAnswers
  // → Consume → Answered → Begin. Those that return bool say whether the socket is still to be
  // read.
  void Next(Connection& connection);
  void Finish(Connection& connection);
  void Begin(Connection& connection);
  void Open(Connection& connection);
  void Connected(Connection& connection);
  void NoteAccepted(Connection& connection);
  void Handshake(Connection& connection);
  void Ready(Connection& connection);
  void OnEvent(Connection& connection, const PollEvent& event);
  void SendRequest(Connection& connection);
  void ReadAnswers(Connection& connection, bool hangup);
  void AcknowledgePart(const Connection& connection) const;
  bool Consume(Connection& connection, size_t received);
  bool Answered(Connection& connection, bool closed);
  void CountAnswer(const Connection& connection);
  bool StartMessages(Connection& connection);
  bool ConsumeMessages(Connection& connection);
  void Ended(Connection& connection, int sys_errno);

  // The same over HTTP/2, for several requests at once: http2_exchange.cc. NextStreams stands for
  // Next and Begin, SendFrames for SendRequest, ConsumeFrames for Consume.
  void NextStreams(Connection& connection);
  void ResumeStreams(Connection& connection);
  void BeginStreams(Connection& connection);
  bool MayTake(const Connection& connection) const;
  void BeginStream(Connection& connection);
  void StartSession(Connection& connection);
  void SubmitStreams(Connection& connection);
  void SubmitStream(Connection& connection, uint32_t index);
  void SendFrames(Connection& connection);
  bool ConsumeFrames(Connection& connection, size_t received);
  void Settle(Connection& connection, const EndedStream& ended);
  void FreeSlot(Connection& connection, uint32_t slot);
  bool Proceed(Connection& connection);
  void SayGoodbye(Connection& connection);
  bool Part(Connection& connection);
  void CheckStreams(Connection& connection);
  bool MarkAgain(Connection& connection);

  // What a shape has a client do that a plain one does not: leaving.cc.
  const RenderedRequest* TakeRequest();
  void Validate(const RenderedRequest* request, const Validators& validators);
  void CountExpected(uint16_t status);
  void CountStatus(uint16_t status, const std::string& first_line);
  size_t& WaitBytes(const Connection& connection);
  void WaitForLess(const Connection& connection, size_t answer_bytes);
  bool AwaitClose(Connection& connection);
  void Leave(Connection& connection);
  void GoAway(Connection& connection);
  void CutOff(Connection& connection);
  bool CheckPace(Connection& connection);

  // Visitors and their cookies: visitors.cc.
  std::optional<RenderedRequest> OwnRequest(const RenderedRequest& request, Visit& visit) const;
  void KeepCookies(const RenderedRequest& request, const Visit& visit,
                   const std::vector<std::string>& set_cookies);

  // When it goes wrong, and when it is over: failure.cc.
  void ConnectFailed(Connection& connection, int sys_errno);
  void Lost(Connection& connection, int sys_errno);
  void FailRequest(Connection& connection, LoadError kind, std::string_view detail,
                   int sys_errno = 0);
  void CountError(const Connection& connection, LoadError kind, std::string_view detail,
                  int sys_errno, uint64_t requests);
  uint64_t TakeDue(Connection& connection);
  void Close(Connection& connection);

  const Job& job_;
  const bool sessions_;  // HTTP/2 by Http2Session
  const bool excused_;   // the shape may be refused
  Poller poller_;
  std::unique_ptr<TlsClient> tls_;
  std::vector<std::unique_ptr<Connection>> connections_;

  LoadResult result_;
  RoundBounds bounds_;
  TimePoint now_;  // as of the last answer or turn of the loop
  TimePoint started_;
  TimePoint ticked_;
  TimePoint answered_;  // the last answer, or the last that a client did not wait for
  uint64_t begun_ = 0;
  size_t next_ = 0;  // of job_.requests
  // In their place, with what the server has said of the resource: set once each, since operations
  // under way refer to them. Empty unless the shape asks for that.
  std::vector<std::unique_ptr<RenderedRequest>> validated_;
  std::mt19937_64 random_{std::random_device()()};
  uint64_t errors_in_a_row_ = 0;
  uint32_t live_ = 0;                // connections that are not finished
  uint32_t backing_off_ = 0;         // of these, waiting after a failed connect
  uint32_t open_ = 0;                // sockets connected
  std::deque<Connection*> waiting_;  // for their next request's time, the longest first
  double rate_ = 0;                  // this worker's part of the job's
  ClosingOrder& closing_;            // that the server keeps to, over all rounds
  AcceptQueue& accepting_;           // of the server, over all rounds
  // Of an answer, that an operation waits for, by job_.requests; empty where it waits for no bytes.
  std::vector<size_t> wait_bytes_;
  size_t address_ = 0;  // that the next connection tries first

  // Written by the loop at each tick, read by whoever reports progress.
  std::atomic<uint64_t> requests_seen_{0};
  std::atomic<uint64_t> errors_seen_{0};
  mutable std::mutex seen_mutex_;
  Histogram latency_seen_;
};

}  // namespace seep
