#pragma once
// A server that speaks HTTP/2 in the clear, by nghttp2, and answers each request as a test says.

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "load/http2_frames.h"
#include "load/scripted_server.h"

namespace seep {

struct Http2Asked {
  std::map<std::string, std::string> fields;
  std::string body;
  size_t connection = 0;  // 0 for the first one accepted
  size_t number = 0;      // of the request on its connection, from 0
  size_t at_once = 0;     // requests that wait for their answer on it, this one included
};

struct Http2Reply {
  enum class Kind : uint8_t {
    kAnswer,
    kReset,   // RST_STREAM with `code`
    kGoaway,  // GOAWAY that leaves this request out, then the others' answers, then a close
    kNothing,
    kClose,  // the connection, at once
  };
  Kind kind = Kind::kAnswer;
  std::string status = "200";
  std::string body = "hello";
  std::string set_cookie = {};
  std::string etag = {};
  uint32_t code = 2;  // INTERNAL_ERROR
};

class Http2Server {
 public:
  using Answer = std::function<Http2Reply(const Http2Asked&)>;

  // A client that is silent for a moment has its requests answered; sooner when `together` wait.
  // It allows so many `streams` at once, 0: any number, and refuses what is more.
  explicit Http2Server(Answer answer = {}, size_t together = 1, uint32_t streams = 0);
  ~Http2Server() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
      came_.notify_all();
    }
    server_.reset();
  }
  // From now on it does not close a connection for the end of what the client sends.
  void LeaveOpen() { leaves_open_ = true; }

  const ScriptedServer& server() const { return *server_; }
  // All requests, as they came to be answered.
  std::vector<Http2Asked> Asked();
  // Of clients that found no error, once there are so many; fewer after 10 s.
  size_t Goaways(size_t count);

 private:
  struct Conversation;
  void Serve(Peer& peer);

  const Answer answer_;
  const size_t together_;
  const uint32_t streams_;
  std::atomic<bool> leaves_open_ = false;
  bool stopping_ = false;
  std::mutex mutex_;
  std::vector<Http2Asked> asked_;
  size_t goaways_ = 0;
  std::condition_variable came_;
  std::unique_ptr<ScriptedServer> server_;
};

}  // namespace seep
