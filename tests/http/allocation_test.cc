// A message costs no allocation.

#include <gtest/gtest.h>

#include <array>
#include <memory>

#include "http/allocation_counter.h"
#include "http/body.h"
#include "http/parser.h"
#include "http/writer.h"

namespace seep {
namespace {

constexpr std::string_view kRequest =
    "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive, "
    "x\r\n\r\n";
constexpr std::string_view kResponse = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
constexpr std::string_view kBody = "5;x\r\nhello\r\n0\r\nA: b\r\n\r\n";

void ParseInTwoPieces(RequestParser& parser) {
  parser.Reset();
  parser.Parse(kRequest.substr(0, 40));
  parser.Parse(kRequest);
}

uint64_t DecodedBytes(const MessageHead& head) {
  BodyDecoder decoder;
  decoder.Start(head);
  std::string_view rest = kBody;
  while (!decoder.done()) rest.remove_prefix(decoder.Next(rest).consumed);
  return decoder.payload_bytes();
}

TEST(Allocation, IsCountedHere) {
  const size_t before = test::Allocations();
  const std::unique_ptr<int> one = std::make_unique<int>(1);
  EXPECT_EQ(test::Allocations() - before, static_cast<size_t>(*one));
}

TEST(Allocation, DoesNotHappenForAMessage) {
  const size_t before = test::Allocations();
  RequestParser requests;
  ResponseParser responses;
  uint64_t payload = 0;
  for (int i = 0; i < 3; ++i) {
    ParseInTwoPieces(requests);
    payload += DecodedBytes(requests.head());
    responses.Reset();
    responses.Parse(kResponse);
    payload += DecodedBytes(responses.head());
  }
  std::array<char, 100> out;
  HeadWriter writer(out);
  writer.StatusLine(200, ReasonPhrase(200));
  writer.Field("Content-Length", uint64_t{5});
  writer.End();
  const size_t after = test::Allocations();
  EXPECT_EQ(after - before, 0u);
  EXPECT_EQ(payload, 30u);
  EXPECT_FALSE(writer.overflow());
}

}  // namespace
}  // namespace seep
