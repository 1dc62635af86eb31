#include "load/websocket.h"

#include <gmock/gmock.h>

#include "load/running.h"
#include "load/shapes.h"

namespace seep {
namespace {

using testing::HasSubstr;

constexpr uint32_t kMask = 0x01020304;

// A server's frame: as a client's, without the masking.
std::string FromServer(WebSocketOpcode opcode, std::string_view payload, bool final = true) {
  std::string frame = WebSocketFrame(opcode, payload, 0);
  const size_t key_at = payload.size() <= 125 ? 2 : payload.size() <= 0xffff ? 4 : 10;
  frame.erase(key_at, 4);
  frame[1] = static_cast<char>(frame[1] & 0x7f);
  if (!final) frame[0] = static_cast<char>(frame[0] & 0x7f);
  return frame;
}

std::string Text(std::string_view payload) { return FromServer(WebSocketOpcode::kText, payload); }

std::string Sent(WebSocketOpcode opcode, std::string_view payload) {
  return WebSocketFrame(opcode, payload, kMask);
}

const std::string kCloseFrame = FromServer(WebSocketOpcode::kClose, "\x03\xe8");

TEST(WebSocketFrame, HasTheLayoutOfTheRfc) {
  // RFC 6455 §5.7: a single-frame masked text message, "Hello".
  EXPECT_EQ(WebSocketFrame(WebSocketOpcode::kText, "Hello", 0x37fa213d),
            "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58");
  const std::string medium = WebSocketFrame(WebSocketOpcode::kBinary, std::string(256, 'x'), 0);
  EXPECT_EQ(medium.substr(0, 4), std::string("\x82\xfe\x01\x00", 4));
  EXPECT_EQ(medium.size(), 4u + 4 + 256);
  const std::string large = WebSocketFrame(WebSocketOpcode::kBinary, std::string(65'536, 'x'), 0);
  EXPECT_EQ(large.substr(0, 10), std::string("\x82\xff\0\0\0\0\0\x01\0\0", 10));
}

class Exchange : public testing::Test {
 protected:
  Exchange() { EXPECT_EQ(Take(), Sent(WebSocketOpcode::kText, "seep 1 of 2")); }
  WebSocketStep Read(const std::string& bytes) { return exchange_.Read(bytes, out_); }
  std::string Take() { return std::exchange(out_, {}); }

  std::string out_;
  WebSocketExchange exchange_{2, kMask, out_};
};

TEST_F(Exchange, SendsEachMessageWhenTheOneBeforeCameBackAndCloses) {
  EXPECT_EQ(Read(Text("seep 1 of 2")), WebSocketStep::kNeedMore);
  EXPECT_EQ(Take(), Sent(WebSocketOpcode::kText, "seep 2 of 2"));
  EXPECT_EQ(Read(Text("seep 2 of 2")), WebSocketStep::kNeedMore);
  EXPECT_EQ(Take(), Sent(WebSocketOpcode::kClose, "\x03\xe8"));
  EXPECT_EQ(Read(kCloseFrame), WebSocketStep::kDone);
  EXPECT_EQ(Take(), "");
}

TEST_F(Exchange, ReadsBytesAsTheyCome) {
  const std::string all =
      Text(std::string(70'000, 'z')) + Text(std::string(300, 'z')) + Text("seep 1 of 2");
  for (const char byte : all) EXPECT_EQ(Read({byte}), WebSocketStep::kNeedMore);
  EXPECT_EQ(Take(), Sent(WebSocketOpcode::kText, "seep 2 of 2"));
}

TEST_F(Exchange, ReadsOverWhatIsNoEcho) {
  Read(Text("welcome") + Text("seep 1 of 20") + Text("seep 1 of") +
       FromServer(WebSocketOpcode::kBinary, "seep 1 of 2") + Text("") +
       FromServer(WebSocketOpcode::kPong, "x"));
  EXPECT_EQ(Take(), "");
  Read(Text("seep 1 of 2"));
  EXPECT_NE(Take(), "");
}

TEST_F(Exchange, AnswersPings) {
  Read(FromServer(WebSocketOpcode::kPing, "are you there?"));
  EXPECT_EQ(Take(), Sent(WebSocketOpcode::kPong, "are you there?"));
}

TEST_F(Exchange, PutsFragmentsTogetherWithPingsBetweenThem) {
  Read(FromServer(WebSocketOpcode::kText, "seep 1", false) +
       FromServer(WebSocketOpcode::kPing, "") +
       FromServer(WebSocketOpcode::kContinuation, " of ", false));
  EXPECT_EQ(Take(), Sent(WebSocketOpcode::kPong, ""));
  Read(FromServer(WebSocketOpcode::kContinuation, "2"));
  EXPECT_EQ(Take(), Sent(WebSocketOpcode::kText, "seep 2 of 2"));
}

TEST_F(Exchange, FailsWhenTheServerClosesBefore) {
  EXPECT_EQ(Read(kCloseFrame), WebSocketStep::kFailed);
  EXPECT_THAT(exchange_.error(), HasSubstr("before all messages came back"));
}

TEST(ExchangeFails, OfWhatIsNoServersFrame) {
  const std::string reserved = '\xc1' + Text("x").substr(1);
  const std::string unknown = '\x83' + Text("x").substr(1);
  const std::string long_ping = FromServer(WebSocketOpcode::kPing, std::string(126, 'p'));
  const std::string cut_ping = FromServer(WebSocketOpcode::kPing, "p", false);
  const std::string within = FromServer(WebSocketOpcode::kText, "a", false) + Text("b");
  const std::string nothing = FromServer(WebSocketOpcode::kContinuation, "c");
  for (const std::string& bytes :
       {Sent(WebSocketOpcode::kText, "masked"), reserved, unknown, long_ping, cut_ping, within,
        nothing, std::string("HTTP/1.1 400 Bad Request\r\n\r\n")}) {
    std::string out;
    WebSocketExchange exchange(1, kMask, out);
    EXPECT_EQ(exchange.Read(bytes, out), WebSocketStep::kFailed) << testing::PrintToString(bytes);
    EXPECT_NE(exchange.error(), "");
  }
}

constexpr std::string_view kSwitching =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";

// Reads a client's frames, unmasked, and writes them back; answers its close.
class EchoPeer {
 public:
  explicit EchoPeer(Peer& peer, std::string first) : peer_(peer), first_(std::move(first)) {}

  void Serve() {
    request = peer_.ReadRequest();
    if (!peer_.Write(std::string(kSwitching) + first_)) return;
    for (std::string bytes; peer_.HasNewsWithin(5'000);) {
      if (peer_.ReadAll(bytes, 0) != Peer::End::kOpen) return;
      for (std::string frame; !(frame = TakeFrame(bytes)).empty();) {
        const bool close = (frame[0] & 0xf) == 0x8;
        frames.push_back(frame.substr(1));
        if (!peer_.Write(FromServer(close ? WebSocketOpcode::kClose : WebSocketOpcode::kText,
                                    frame.substr(1))))
          return;
        if (close) return;
      }
    }
  }

  std::string request;
  std::vector<std::string> frames;

 private:
  // The first byte, and the payload in the clear; takes it off `bytes`. Empty: it is not all there.
  static std::string TakeFrame(std::string& bytes) {
    if (bytes.size() < 6) return "";
    const size_t size = static_cast<unsigned char>(bytes[1]) & 0x7f;
    EXPECT_NE(static_cast<unsigned char>(bytes[1]) & 0x80, 0) << "a client masks";
    if (bytes.size() < 6 + size) return "";
    std::string frame(1, bytes[0]);
    for (size_t i = 0; i < size; ++i) frame += static_cast<char>(bytes[6 + i] ^ bytes[2 + i % 4]);
    bytes.erase(0, 6 + size);
    return frame;
  }

  Peer& peer_;
  std::string first_;
};

TEST(WebSocketShape, SendsMessagesAndClosesByTheHandshake) {
  std::mutex mutex;
  std::vector<std::string> frames;
  std::string request;
  ScriptedServer server([&](Peer& peer) {
    EchoPeer echo(peer, Text("welcome") + FromServer(WebSocketOpcode::kPing, ""));
    echo.Serve();
    const std::lock_guard lock(mutex);
    frames = echo.frames;
    request = echo.request;
  });
  const LoadResult result = RunRound(SpecFor(server, 1, *ParseShape("websocket:3")), 2);
  EXPECT_EQ(result.answers, 2u) << result.error_example;
  EXPECT_EQ(result.status_class[1], 2u);
  EXPECT_EQ(result.connections, 2u);
  EXPECT_EQ(result.aborted + result.cut + result.ErrorCount(), 0u);
  EXPECT_LT(result.seconds, 1);
  const std::lock_guard lock(mutex);
  EXPECT_THAT(request, HasSubstr("Upgrade: websocket\r\n"));
  EXPECT_THAT(frames,
              testing::ElementsAre("seep 1 of 3", "", "seep 2 of 3", "seep 3 of 3", "\x03\xe8"));
}

TEST(WebSocketShape, TakesARefusal) {
  ScriptedServer server(Answering("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno"));
  const LoadResult result = RunRound(SpecFor(server, 1, *ParseShape("websocket")), 3);
  EXPECT_EQ(result.answers, 3u);
  EXPECT_EQ(result.status_class[4], 3u);
  EXPECT_EQ(result.connections, 3u);
}

TEST(WebSocketShape, RecordsAServerThatEndsItOrSaysNothing) {
  ScriptedServer closing([](Peer& peer) {
    peer.ReadRequest();
    peer.Write(std::string(kSwitching) + kCloseFrame);
    peer.ClientCloses();
  });
  EXPECT_EQ(RunRound(SpecFor(closing, 1, *ParseShape("websocket")), 2).cut, 2u);
  ScriptedServer silent([](Peer& peer) {
    peer.ReadRequest();
    peer.Write(std::string(kSwitching) + Text("welcome"));
    peer.ClientCloses();
  });
  Shape shape = *ParseShape("websocket");
  shape.hold = milliseconds(50);
  EXPECT_EQ(RunRound(SpecFor(silent, 1, shape), 2).aborted, 2u);
}

}  // namespace
}  // namespace seep
