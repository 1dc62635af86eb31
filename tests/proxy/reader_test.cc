// The readers of tests/proxy by themselves: where bytes can be read in two ways, they differ.

#include <gtest/gtest.h>

#include <string>

#include "proxy/lenient_reader.h"
#include "proxy/strict_reader.h"

namespace sluice::testing {
namespace {

using namespace std::string_literals;

std::string Strictly(std::string_view bytes, WrittenBy by = WrittenBy::kAnybody) {
  return Describe(ReadRequestsStrictly(bytes, by));
}

// What the leniency of that name reads.
std::string Leniently(std::string_view bytes, std::string_view name) {
  for (const Leniency& leniency : kLeniencies) {
    if (leniency.name == name) return Describe(ReadRequestsLeniently(bytes, leniency));
  }
  return "no such leniency";
}

bool AllAgree(std::string_view bytes) {
  const Reading strict = ReadRequestsStrictly(bytes, WrittenBy::kSluice);
  for (const Leniency& leniency : kLeniencies) {
    if (ReadRequestsLeniently(bytes, leniency).messages != strict.messages) return false;
  }
  return strict.fault.empty();
}

TEST(Readers, AgreeOnWhatHasOneReading) {
  const std::string two =
      "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n0\r\n"
      "PUT /2 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n";
  EXPECT_EQ(Strictly(two), "POST /1 whole, 3 bytes; PUT /2 whole, 2 bytes");
  for (size_t size = 0; size <= two.size(); ++size)
    EXPECT_TRUE(AllAgree(std::string_view(two).substr(0, size))) << size;
}

TEST(Readers, DifferWhereARequestCanBeSmuggled) {
  const std::string hidden = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";
  const std::string length = "Content-Length: 28\r\n\r\n" + hidden;
  for (const std::string& fields :
       {"X: y\n" + length, "X: y\r" + length, "X: y\r\n " + length,
        "Content-Length : 28\r\n\r\n"s + hidden, "Content_Length: 28\r\n\r\n" + hidden,
        "Content-Length: +28\r\n\r\n" + hidden, "Content-Length: 0\r\n" + length,
        "Content-Length: 0, 28\r\n\r\n" + hidden,
        "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + hidden,
        "Transfer-Encoding: chunked\r\nContent-Length: 33\r\n\r\n0\r\n\r\n" + hidden,
        "Transfer-Encoding: chunked\r\n\r\n2;\nxx\r\n0\r\n\r\n" + hidden,
        "Transfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n" + hidden})
    EXPECT_FALSE(AllAgree("POST / HTTP/1.1\r\nHost: a\r\n" + fields)) << fields;
}

TEST(StrictReader, NamesWhatItDoesNotTake) {
  EXPECT_EQ(Strictly("GET / HTTP/1.1\r\nA: b\nC: d\r\n\r\n"),
            "a part of a head; then a control character in a line");
  EXPECT_EQ(Strictly("GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"),
            "a part of a head; then a Content-Length that is none");
  EXPECT_EQ(Strictly("GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"),
            "a part of a head; then two ways to find the body's end");
}

TEST(StrictReader, TakesOneFormOnlyOfWhatSluiceWrites) {
  const std::string twice = "GET / HTTP/1.1\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n";
  EXPECT_EQ(Strictly(twice), "GET / whole, 0 bytes");
  EXPECT_EQ(Strictly(twice, WrittenBy::kSluice),
            "a part of a head; then a Content-Length that is none");
}

TEST(LenientReader, TakesWhatServersInTheFieldTake) {
  const std::string both =
      "POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
  EXPECT_EQ(Leniently(both, "the coding wins"), "POST / whole, 0 bytes");
  EXPECT_EQ(Leniently(both, "the length wins"), "POST / whole, 5 bytes");
  EXPECT_EQ(Leniently("POST / HTTP/1.1\nContent-Length : +2x\n\nok", "the coding wins"),
            "POST / whole, 2 bytes");
  const std::string fold = "POST / HTTP/1.1\r\nX: y\r\n Content-Length: 2\r\n\r\nok";
  EXPECT_EQ(Leniently(fold, "folds are fields"), "POST / whole, 2 bytes");
  EXPECT_EQ(Leniently(fold, "the coding wins"), "POST / whole, 0 bytes; a part of a head");
}

TEST(Readers, FindAnAnswerThatNobodyAskedFor) {
  const std::string get = "GET";
  const std::string two =
      "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n"
      "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil";
  const Reading strict = ReadResponsesStrictly(two, {&get, 1}, WrittenBy::kSluice);
  EXPECT_EQ(Describe(strict), "204 whole, 0 bytes; then a response that nobody asked for");
  const Reading lenient = ReadResponsesLeniently(two, {&get, 1}, kLeniencies[0]);
  EXPECT_EQ(lenient.messages, strict.messages);
  EXPECT_EQ(lenient.fault, strict.fault);
}

}  // namespace
}  // namespace sluice::testing
