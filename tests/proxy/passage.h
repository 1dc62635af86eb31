#pragma once
// A proxy with a client on one side and an upstream on the other, both of which say whatever they
// are told to. One proxy serves any number of passages, one after the other.

#include <poll.h>

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/fd.h"
#include "proxy/server.h"

namespace sluice::testing {

// What the proxy says of a request.
struct Recorded {
  std::string method;      // empty where there was no readable head
  bool forwarded = false;  // a server was chosen for it
};

struct Outcome {
  std::vector<std::string> upstream;  // what came on each connection to the upstream
  std::string client;                 // what the client was sent until its connection ended
  bool reset = false;                 // which it did by a reset
  bool stuck = false;                 // nothing moved, and nothing ended
  std::vector<Recorded> records;
};

// What the upstream says next.
struct Reply {
  std::string bytes;
  bool ends = false;  // and closes the connection
};

class Passage {
 public:
  Passage();
  ~Passage();
  Passage(const Passage&) = delete;
  Passage& operator=(const Passage&) = delete;

  // Called with all that has come on the connection of that index, each time that more has.
  using Upstream = std::function<Reply(size_t connection, std::string_view received)>;

  // Longer ones are cut, so that they fit the buffers of a socket.
  static constexpr size_t kBytesMax = size_t{48} * 1024;

  // The client sends `bytes`, and `later` when these have led to something: it has got some of an
  // answer, or the upstream has got some of a request and does not answer yet. Then it ends its
  // side. Returns when the client's connection has ended and the proxy is done with it.
  Outcome Send(std::string_view bytes, std::string_view later, const Upstream& upstream);

 private:
  struct Connection {
    seep::UniqueFd fd;
    bool ended = false;  // the proxy has closed it
  };

  void Accept(Outcome& outcome);
  // False if the upstream has something to say to that.
  bool Receive(size_t connection, Outcome& outcome, const Upstream& upstream);
  bool ReceiveAnswer(int client, Outcome& outcome);
  bool WaitForEvents(int client);

  std::unique_ptr<Server> server_;
  std::thread thread_;
  seep::UniqueFd listener_;
  std::vector<Connection> connections_;  // to the upstream, of this passage
  std::vector<pollfd> polled_;           // listener, client, connections
  std::mutex mutex_;
  std::vector<Recorded> records_;
};

}  // namespace sluice::testing
