// Servers that are reached otherwise than by HTTP/1 over TCP, and connections that stay open.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "e2e/seep_run.h"

namespace seep::e2e {
namespace {

using testing::AnyOf;
using testing::ContainsRegex;
using testing::HasSubstr;

Words LeakyAt(const Words& options, const Words& server) {
  Words words = {"run"};
  words.insert(words.end(), options.begin(), options.end());
  words.insert(words.end(), {"--", Program("leaky")});
  words.insert(words.end(), server.begin(), server.end());
  return words;
}

TEST(UnixSocket, IsDrivenWhereTheCommandHasIt) {
  const Words socket = {"--unix-socket", "{socket}"};
  const Finished clean = RunSeep(LeakyAt({}, socket));
  EXPECT_EQ(clean.status, kClean) << clean.out << clean.err;
  if (kSanitized) return;  // a sanitizer's heap is not counted
  const Recorded leak =
      RunSeepRecorded(LeakyAt({}, {"--unix-socket", "{socket}", "--leak", "request"}));
  EXPECT_EQ(leak.end.status, kLeak) << leak.end.out << leak.end.err;
  EXPECT_TRUE(leak.json["rounds"][0]["sample"]["quiet"]) << "its connections were waited for";
}

TEST(UnixSocket, MayHaveAPathOfTheUsers) {
  const ScratchDirectory folder;
  const std::string path = folder.path() / "s";
  const Finished end = RunSeep(LeakyAt({"--unix-socket", path}, {"--unix-socket", path}));
  EXPECT_EQ(end.status, kClean) << end.out << end.err;
}

TEST(UnixSocket, ThatNobodyListensOnIsNamed) {
  const Finished end =
      RunSeep(LeakyAt({"--unix-socket", "/tmp/seep-nobody", "--ready-timeout", "300ms"}, {}));
  EXPECT_EQ(end.status, kRunFailed);
  EXPECT_THAT(end.err, HasSubstr("unix:/tmp/seep-nobody"));
}

// Memory that a server frees when the connection ends grows without end on one that does not.
TEST(LongLived, ConnectionsShowWhatIsTiedToThem) {
  if (kSanitized) GTEST_SKIP() << "a sanitizer's heap is not counted";
  const Words server = {"--leak", "pool", "--bytes", "100"};
  EXPECT_EQ(RunSeep(LeakyAt({}, server)).status, kClean);
  const Recorded open = RunSeepRecorded(LeakyAt({"--shape", "long-lived"}, server));
  EXPECT_EQ(open.end.status, kLeak) << open.end.out << open.end.err;
  EXPECT_THAT(open.end.out, HasSubstr("leak_blocks.cc:"));
  EXPECT_EQ(open.json["load"]["connections"], 4);
  const Finished twin = RunSeep(LeakyAt({"--shape", "long-lived"}, {"--leak", "none"}));
  EXPECT_EQ(twin.status, kClean) << twin.out << twin.err;
}

class NginxOverTls : public testing::Test {
 protected:
  void SetUp() override {
    if (RunCommand({"nginx", "-v"}).status != 0) GTEST_SKIP() << "nginx is not installed";
    if (RunCommand({"openssl", "version"}).status != 0) GTEST_SKIP() << "openssl is not installed";
    const std::string dir = folder_.path();
    MakeCertificate(dir + "/key.pem", Certificate());
    MakeCertificate(dir + "/other-key.pem", AnotherCertificate());
    std::ofstream(folder_.path() / "template")
        << "daemon off; pid " << dir << "/pid; error_log stderr crit; events {}\n"
        << "http { access_log off; keepalive_requests 100000;\n"
        << "  client_body_temp_path " << dir << "/t1; proxy_temp_path " << dir << "/t2;\n"
        << "  fastcgi_temp_path " << dir << "/t3; uwsgi_temp_path " << dir << "/t4;\n"
        << "  scgi_temp_path " << dir << "/t5;\n"
        << "  server { listen 127.0.0.1:@PORT@ ssl; listen [::1]:@PORT@ ssl;\n"
        << "    ssl_certificate " << Certificate() << ";\n"
        << "    ssl_certificate_key " << dir << "/key.pem; return 200 hello; } }\n";
  }
  static void MakeCertificate(const std::string& key, const std::string& certificate) {
    const Finished made = RunCommand({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                                      "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
                                      "/CN=seep", "-addext", "subjectAltName=IP:127.0.0.1,IP:::1",
                                      "-keyout", key, "-out", certificate});
    ASSERT_EQ(made.status, 0) << made.err;
  }
  std::string Certificate() const { return folder_.path() / "certificate.pem"; }
  std::string AnotherCertificate() const { return folder_.path() / "other.pem"; }
  Words Command() const {
    const std::string dir = folder_.path();
    return {"sh", "-c",
            "sed s/@PORT@/$PORT/g " + dir + "/template > " + dir +
                "/conf && exec nginx -e stderr -c " + dir + "/conf"};
  }
  Words Run(const Words& options) const {
    Words words = options;
    words.emplace_back("--");
    const Words command = Command();
    words.insert(words.end(), command.begin(), command.end());
    return words;
  }

  ScratchDirectory folder_;
};

TEST_F(NginxOverTls, IsClean) {
  const Recorded run = RunSeepRecorded(Run({"run", "--tls", "--cacert", Certificate()}));
  EXPECT_EQ(run.end.status, kClean) << run.end.out << run.end.err;
  EXPECT_EQ(run.json["load"]["errors"].size(), 0u) << run.json["load"].dump();
  EXPECT_GT(run.json["load"]["answers"], 5'000);
}

TEST_F(NginxOverTls, IsCheckedByTheHostThatIsGiven) {
  const Recorded address = RunSeepRecorded(
      Run({"run", "--tls", "--cacert", Certificate(), "--host", "::1", "-n", "300"}));
  EXPECT_EQ(address.json["load"]["answers"], 300) << address.end.err;
  const Finished name = RunSeep(Run({"run", "--tls", "--cacert", Certificate(), "--host",
                                     "localhost", "--ready-timeout", "300ms"}));
  EXPECT_EQ(name.status, kRunFailed) << "the certificate is of addresses";
  EXPECT_THAT(name.err, HasSubstr("certificate verify failed"));
}

TEST_F(NginxOverTls, SaysWhyThereIsNoAnswer) {
  const Finished end =
      RunSeep(Run({"run", "--tls", "--cacert", AnotherCertificate(), "--ready-timeout", "300ms"}));
  EXPECT_EQ(end.status, kRunFailed) << end.out << end.err;
  EXPECT_THAT(end.err, HasSubstr("certificate verify failed"));
}

TEST_F(NginxOverTls, BearsTheTlsShapes) {
  const Finished end = RunSeep(Run({"hunt", "--tls", "-t", "20s", "--shapes",
                                    "tls-abort@in-hello,tls-abort@hello,tls-abort@handshake,"
                                    "tls-rejected,tls-alpn,tls-plain"}));
  EXPECT_THAT(end.status, AnyOf(kClean, kInconclusive)) << end.out << end.err;
  EXPECT_THAT(end.out, ContainsRegex("tls-rejected +(CLEAN|INCONCLUSIVE)"));
}

TEST(Nghttpd, BearsTheShapesOfHttp2) {
  if (RunCommand({"nghttpd", "--version"}).status != 0) GTEST_SKIP() << "nghttpd is not installed";
  const ScratchDirectory folder;
  std::ofstream(folder.path() / "index.html") << "hello\n";
  const Finished end =
      RunSeep({"hunt", "--http2", "-t", "13s", "--heap", "off", "--shapes",
               "h2-rst:10,h2-goaway,h2-split-headers,h2-padded-data,"
               "h2-bad-priority,h2-bad-flags,h2-window-overflow,"
               "h2-settings-flood,h2-ping-flood,h2-half-open,h2-slow-window,"
               "abort@sent,abort@waiting",
               "--", "nghttpd", "--no-tls", "-a", "127.0.0.1", "-d", folder.path(), "{port}"});
  EXPECT_THAT(end.status, AnyOf(kClean, kInconclusive, kLeak)) << end.out << end.err;
  EXPECT_THAT(end.out, ContainsRegex("h2-slow-window +(CLEAN|INCONCLUSIVE|LEAK)"));
  EXPECT_THAT(end.out, testing::Not(HasSubstr("FAILED"))) << end.out << end.err;
}

TEST(Tls, OptionsWithoutItAreRefused) {
  const Finished end = RunSeep(LeakyAt({"--sni", "a.example"}, {}));
  EXPECT_EQ(end.status, kUsage);
  EXPECT_THAT(end.err, HasSubstr("--tls"));
}

}  // namespace
}  // namespace seep::e2e
