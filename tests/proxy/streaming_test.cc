// Bodies larger than any buffer.

#include <gtest/gtest.h>

#include "proxy/rig.h"

namespace sluice::testing {
namespace {

constexpr uint64_t kBlockBytes = 64 * 1024;
constexpr uint64_t kBlocks = kSanitized ? 1024 : 16 * 1024;  // 64 MiB, 1 GiB

// Bytes of block i, so that a lost, doubled or moved piece shows.
std::string Block(uint64_t i) {
  std::string block(kBlockBytes, static_cast<char>('a' + i % 26));
  block.replace(0, 16, std::to_string(1'000'000'000'000'000 + i));
  return block;
}

// Reads the blocks that a peer sends; the most that was resident meanwhile.
uint64_t ExpectBlocks(Wire& wire) {
  uint64_t resident_max = 0;
  for (uint64_t i = 0; i < kBlocks; ++i) {
    if (wire.ReadExactly(kBlockBytes) != Block(i)) {
      ADD_FAILURE() << "block " << i << " differs";
      break;
    }
    if (i % 256 == 0) resident_max = std::max(resident_max, ResidentBytes());
  }
  return resident_max;
}

void SendBlocks(Wire& wire) {
  for (uint64_t i = 0; i < kBlocks; ++i) {
    if (!wire.Send(Block(i))) return;
  }
}

const std::string kLength = "Content-Length: " + std::to_string(kBlocks * kBlockBytes) + "\r\n\r\n";

// Client, proxy and upstream are this process: what all three need for a large body stays small.
void ExpectSmall(uint64_t before, uint64_t after) {
  if (kSanitized) return;  // the shadow memory says nothing of ours
  EXPECT_LT(after, before + 1024 * 1024);
}

TEST(Streaming, DownloadOfAGigabyteTakesLittleMemory) {
  ScriptedUpstream upstream([](Wire& wire, int) {
    wire.ReadMessage();
    wire.Send("HTTP/1.1 200 OK\r\n" + kLength);
    SendBlocks(wire);
  });
  RunningProxy proxy(upstream.port());
  Wire client = proxy.Connect();
  ASSERT_TRUE(client.Send("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
  client.ReadThrough("\r\n\r\n");
  const uint64_t before = ResidentBytes();
  ExpectSmall(before, ExpectBlocks(client));
}

TEST(Streaming, UploadOfAGigabyteTakesLittleMemory) {
  std::atomic<uint64_t> before = 0;
  ScriptedUpstream upstream([&](Wire& wire, int) {
    wire.ReadThrough("\r\n\r\n");
    before = ResidentBytes();
    ExpectSmall(before, ExpectBlocks(wire));
    wire.Send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  });
  RunningProxy proxy(upstream.port());
  Wire client = proxy.Connect();
  ASSERT_TRUE(client.Send("PUT / HTTP/1.1\r\nHost: h\r\n" + kLength));
  SendBlocks(client);
  EXPECT_EQ(client.ReadMessage().body, "ok");
}

TEST(Streaming, ASlowReaderHoldsTheUpstreamBack) {
  std::atomic<uint64_t> sent = 0;
  ScriptedUpstream upstream([&](Wire& wire, int) {
    wire.ReadMessage();
    wire.Send("HTTP/1.1 200 OK\r\n" + kLength);
    for (uint64_t i = 0; i < kBlocks && wire.Send(Block(i)); ++i) sent += kBlockBytes;
  });
  RunningProxy proxy(upstream.port());
  Wire client = Wire::Unconnected();
  client.SetReceiveBuffer(64 * 1024);
  client.ConnectTo(proxy.port());
  ASSERT_TRUE(client.Send("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
  client.ReadThrough("\r\n\r\n");
  // It comes to rest, held by the kernel's buffers, long before the end.
  uint64_t last = 0;
  int still = 0;
  ASSERT_TRUE(Eventually([&] {
    still = sent == last && sent > 0 ? still + 1 : 0;
    last = sent;
    return still > 100;
  }));
  EXPECT_LT(sent, kBlocks * kBlockBytes / 2);
  ExpectBlocks(client);
  EXPECT_TRUE(Eventually([&] { return sent == kBlocks * kBlockBytes; }));
}

TEST(Streaming, ManySmallChunksArriveAsTheyWere) {
  std::string chunks;
  std::string body;
  for (int i = 0; i < 20'000; ++i) {
    const std::string piece = std::to_string(i);
    chunks += "00" + std::to_string(piece.size()) + ";a=\"b\"\r\n" + piece + "\r\n";
    body += piece;
  }
  EchoingUpstream upstream("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks +
                           "0\r\n\r\n");
  RunningProxy proxy(upstream.port());
  Wire client = proxy.Connect();
  ASSERT_TRUE(client.Send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"));
  ASSERT_TRUE(client.Send(chunks + "0\r\n\r\n"));
  EXPECT_EQ(client.ReadMessage().body, body);
  EXPECT_EQ(upstream.request(0).body, body);
}

TEST(Streaming, BodiesOfAnyNumberOfReadsAreFollowedByTheNextRequest) {
  // Around what a session reads before it lets the others have their turn: 32 reads of 16 KiB.
  constexpr size_t kStep = 4096;
  ScriptedUpstream upstream([](Wire& wire, int) {
    for (;;) {
      const Message request = wire.ReadMessage();
      if (!request.complete) return;
      const size_t size = std::stoul(request.head.substr(5));
      wire.Send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n" +
                std::string(size, 'x'));
    }
  });
  RunningProxy proxy(upstream.port());
  Wire client = proxy.Connect();
  for (size_t size = 100 * kStep; size < 160 * kStep; size += kStep) {
    for (int i = 0; i < 3; ++i) {
      ASSERT_TRUE(client.Send("GET /" + std::to_string(size) + " HTTP/1.1\r\nHost: h\r\n\r\n"));
      ASSERT_EQ(client.ReadMessage().body.size(), size);
    }
  }
}

TEST(Streaming, AStuckCrowdStaysWithinTheComputedWorstCase) {
  ScriptedUpstream upstream([](Wire& wire, int) {
    wire.ReadThrough("\r\n\r\n");
    wire.Send("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n" +
              std::string(50'000'000 / 100, 'x'));
    wire.ReadToEnd();
  });
  RunningProxy proxy(upstream.port(), [](ServerOptions& o) { o.connections_max = 20; });
  std::vector<Wire> clients;
  for (int i = 0; i < 20; ++i) {
    clients.push_back(proxy.Connect());
    ASSERT_TRUE(clients.back().Send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n"));
  }
  for (Wire& client : clients)
    EXPECT_EQ(client.ReadThrough("\r\n\r\n").substr(0, 12), "HTTP/1.1 200");
  // 20 connections with all their buffers: 66 KiB each and not much more.
  EXPECT_LT(proxy.server().memory_bytes_max(), 20u * 90 * 1024);
}

}  // namespace
}  // namespace sluice::testing
