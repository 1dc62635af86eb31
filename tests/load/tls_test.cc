#include "load/tls.h"

#include <gmock/gmock.h>

#include <thread>

#include "load/running.h"
#include "load/shapes.h"
#include "load/tls_server.h"

namespace seep {
namespace {

using testing::AllOf;
using testing::Each;
using testing::Field;
using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

Shape Named(const std::string& name) {
  const auto shape = ParseShape(name);
  EXPECT_TRUE(shape) << name;
  return shape ? *shape : Shape();
}

TEST(Tls, CarriesOneRequestAfterAnother) {
  TlsServer server;
  const LoadResult result = RunRound(server.Spec(), 50);
  EXPECT_EQ(result.answers, 50u) << result.error_example;
  EXPECT_EQ(result.connections, 1u);
  EXPECT_THAT(result.protocol, StartsWith("TLSv1.3, TLS_"));
  EXPECT_THAT(server.Seen(1), Each(Field(&TlsSeen::requests, 50u)));
}

TEST(Tls, CarriesAnswersOfManyRecords) {
  const std::string body(3'000'000, 'x');
  TlsServer server("HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n" + body);
  const LoadResult result = RunRound(server.Spec(), 3);
  EXPECT_EQ(result.answers, 3u) << result.error_example;
  EXPECT_EQ(result.body_bytes_received, 9'000'000u);
}

TEST(Tls, CarriesRequestsLargerThanTheSocketTakes) {
  TlsServer server;
  TrafficSpec spec = server.Spec();
  spec.request.method = "POST";
  spec.request.body.assign(5'000'000, 'x');
  const LoadResult result = RunRound(spec, 1);
  EXPECT_EQ(result.answers, 1u) << result.error_example;
}

TEST(Tls, EndsABodyWithTheConnection) {
  TlsServer server("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello");
  const LoadResult result = RunRound(server.Spec(), 5);
  EXPECT_EQ(result.answers, 5u) << result.error_example;
  EXPECT_EQ(result.body_bytes_received, 25u);
}

TEST(Tls, ResumesSessionsUnlessToldNotTo) {
  TlsServer server;
  EXPECT_EQ(RunRound(server.Spec(CloseShape()), 20).resumed, 19u);
  EXPECT_EQ(RunRound(server.Spec(Named("tls-full")), 20).resumed, 0u);
  TrafficSpec spec = server.Spec(CloseShape());
  spec.tls.resume = false;
  EXPECT_EQ(RunRound(spec, 20).resumed, 0u);
}

// A connection that ends leaves its session as good as it was, for those that are open beside it.
TEST(Tls, ResumesSessionsOfConnectionsSideBySide) {
  TlsServer server;
  TrafficSpec spec = server.Spec(CloseShape());
  spec.connections = 8;
  EXPECT_GE(RunRound(spec, 200).resumed, 200u - 8u);
}

TEST(Tls, VerifiesTheCertificateWhenAsked) {
  TlsServer server;
  TrafficSpec spec = server.Spec();
  spec.tls.verify = true;
  const LoadResult unknown = RunRound(spec, 1);
  EXPECT_EQ(ErrorsOf(unknown, LoadError::kTls), 1u);
  EXPECT_THAT(unknown.error_example, HasSubstr("certificate verify failed"));

  spec.tls.ca_file = server.certificate_file();
  EXPECT_EQ(RunRound(spec, 1).answers, 1u);
  spec.endpoint.host = "localhost";  // which the certificate is not for
  EXPECT_EQ(ErrorsOf(RunRound(spec, 1), LoadError::kTls), 1u);
}

TEST(Tls, NamesAFileWithoutCertificates) {
  TlsServer server;
  TrafficSpec spec = server.Spec();
  spec.tls.verify = true;
  spec.tls.ca_file = "/dev/null";
  const auto generator = LoadGenerator::Create(spec);
  ASSERT_FALSE(generator);
  EXPECT_THAT(generator.error().message, HasSubstr("/dev/null"));
}

TEST(Tls, SendsTheHostsNameIfItHasOne) {
  TlsServer server;
  TrafficSpec spec = server.Spec();
  RunRound(spec, 1);
  spec.endpoint.host = "localhost";
  RunRound(spec, 1);
  spec.tls.sni = "other.example";
  RunRound(spec, 1);
  const auto seen = server.Seen(3);
  ASSERT_THAT(seen, SizeIs(3));
  EXPECT_EQ(seen[0].sni, "");
  EXPECT_EQ(seen[1].sni, "localhost");
  EXPECT_EQ(seen[2].sni, "other.example");
}

TEST(Tls, SaysThatTheServerSpeaksNone) {
  ScriptedServer server(Answering("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"));
  TrafficSpec spec = SpecFor(server);
  spec.tls.on = true;
  spec.timeout = milliseconds(2'000);
  const LoadResult result = RunRound(spec, 1);
  EXPECT_EQ(ErrorsOf(result, LoadError::kTls), 1u) << result.error_example;
}

TEST(Tls, ShapesThatNeedItSaySo) {
  ScriptedServer server(Answering(std::string(kOk)));
  const auto generator = LoadGenerator::Create(SpecFor(server, 1, Named("tls-abort@hello")));
  ASSERT_FALSE(generator);
  EXPECT_THAT(generator.error().message, HasSubstr("needs TLS"));
}

struct Abandoned {
  const char* shape;
  const char* error;  // the server's
};

class TlsShapes : public testing::TestWithParam<Abandoned> {};

TEST_P(TlsShapes, LeaveTheServerWithoutAHandshake) {
  TlsServer server;
  const LoadResult result = RunRound(server.Spec(Named(GetParam().shape)), 8);
  EXPECT_EQ(result.Well(), 8u) << result.error_example;
  EXPECT_EQ(result.answers, 0u);
  const auto seen = server.Seen(8);
  ASSERT_THAT(seen, SizeIs(8));
  EXPECT_THAT(seen, Each(AllOf(Field(&TlsSeen::handshake, false),
                               Field(&TlsSeen::error, HasSubstr(GetParam().error)))));
}

INSTANTIATE_TEST_SUITE_P(Each, TlsShapes,
                         testing::Values(Abandoned{"tls-abort@in-hello", "the client is gone"},
                                         Abandoned{"tls-abort@hello", "the client is gone"},
                                         Abandoned{"tls-rejected", "alert unknown ca"},
                                         Abandoned{"tls-alpn", "no application protocol"},
                                         Abandoned{"tls-plain", "http request"}),
                         [](const auto& one) {
                           std::string name = one.param.shape;
                           std::replace_if(
                               name.begin(), name.end(),
                               [](char c) { return std::isalnum(c) == 0; }, '_');
                           return name;
                         });

TEST(TlsShape, GoneAfterTheHandshakeHasOne) {
  TlsServer server;
  const LoadResult result = RunRound(server.Spec(Named("tls-abort@handshake")), 8);
  EXPECT_EQ(result.aborted, 8u) << result.error_example;
  EXPECT_THAT(server.Seen(8), Each(Field(&TlsSeen::requests, 0u)));
}

TEST(TlsShape, AsksForANameThatThereIsNot) {
  TlsServer server;
  RunRound(server.Spec(Named("tls-sni")), 1);
  EXPECT_THAT(server.Seen(1), Each(Field(&TlsSeen::sni, "no-such-name.invalid")));
}

TEST(TlsShape, GoesAwayWithAResetUnlessToldOtherwise) {
  for (const auto& [name, end] : {std::pair("tls-abort@hello", Peer::End::kReset),
                                  {"tls-abort@hello/fin", Peer::End::kFin}}) {
    Peer::End seen = Peer::End::kOpen;
    {
      ScriptedServer server([&](Peer& peer) {
        std::string hello;
        seen = peer.ReadAll(hello, 5'000);
      });
      TrafficSpec spec = SpecFor(server, 1, Named(name));
      spec.tls.on = true;
      RunRound(spec, 1);
      while (server.accepted() == 0) std::this_thread::yield();
    }
    EXPECT_EQ(seen, end) << name;
  }
}

}  // namespace
}  // namespace seep
