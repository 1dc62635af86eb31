// HTTP/2 against servers of others. What is not installed (scripts/bootstrap --peers) is skipped.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "e2e/seep_run.h"

namespace seep::e2e {
namespace {

using testing::AnyOf;
using testing::HasSubstr;

Words operator+(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

// A short run: what is asked here is whether they understand each other, not whether they leak.
Words ShortRun(const Words& options) {
  return Words{"run", "--http2", "-n", "2000", "--heap", "off", "--no-sites"} + options +
         Words{"--"};
}

void ExpectAnswers(const Recorded& run, int requests) {
  EXPECT_THAT(run.end.status, AnyOf(kClean, kLeak, kInconclusive)) << run.end.out << run.end.err;
  EXPECT_EQ(run.json["load"]["errors"].size(), 0u) << run.json["load"].dump();
  EXPECT_GE(run.json["load"]["answers"], requests) << run.json["load"].dump();
  EXPECT_EQ(run.json["load"]["status_class"][2], run.json["load"]["answers"]);
}

class Folder {
 public:
  Folder() { std::ofstream(path_.path() / "index.html") << "hello\n"; }
  std::string path() const { return path_.path(); }
  std::string key() const { return path() + "/key.pem"; }
  std::string certificate() const { return path() + "/certificate.pem"; }
  // False: there is no program to make one.
  bool MakeCertificate() const {
    return RunCommand({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                       "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=seep",
                       "-keyout", key(), "-out", certificate()})
               .status == 0;
  }

 private:
  ScratchDirectory path_;
};

class Nghttpd : public testing::Test {
 protected:
  void SetUp() override {
    if (RunCommand({"nghttpd", "--version"}).status != 0)
      GTEST_SKIP() << "nghttpd is not installed";
  }
  Words Clear(const Words& more = {}) const {
    return Words{"nghttpd", "--no-tls", "-a", "127.0.0.1", "-d", folder_.path()} + more +
           Words{"{port}"};
  }

  Folder folder_;
};

TEST_F(Nghttpd, AnswersInTheClear) {
  const Recorded run = RunSeepRecorded(ShortRun({}) + Clear());
  ExpectAnswers(run, 2'000);
  EXPECT_EQ(run.json["plan"]["http2"]["streams"], 1);
}

TEST_F(Nghttpd, IsComparedWithARunOfTheSameKind) {
  for (const char* streams : {"1", "4"}) {
    const Recorded run = RunSeepRecorded(ShortRun({"--streams", streams}) + Clear());
    std::ofstream(folder_.path() + "/" + streams + ".json") << run.json.dump();
  }
  const Finished end = RunSeep({"compare", folder_.path() + "/1.json", folder_.path() + "/4.json"});
  EXPECT_THAT(end.out + end.err, HasSubstr("HTTP/2 (streams: 1) in the baseline")) << end.status;
}

TEST_F(Nghttpd, AnswersManyAtOnceAndMoreThanItAllows) {
  ExpectAnswers(RunSeepRecorded(ShortRun({"--streams", "20"}) + Clear({"-m", "8"})), 2'000);
}

TEST_F(Nghttpd, AnswersOverTls) {
  if (!folder_.MakeCertificate()) GTEST_SKIP() << "openssl is not installed";
  const Words server = {"nghttpd",      "-a",     "127.0.0.1",   "-d",
                        folder_.path(), "{port}", folder_.key(), folder_.certificate()};
  ExpectAnswers(RunSeepRecorded(ShortRun({"--tls", "--streams", "4"}) + server), 2'000);
}

class NginxHttp2 : public testing::Test {
 protected:
  void SetUp() override {
    if (RunCommand({"nginx", "-v"}).status != 0) GTEST_SKIP() << "nginx is not installed";
    if (!folder_.MakeCertificate()) GTEST_SKIP() << "openssl is not installed";
  }
  // `listen` is what follows the address; a connection is closed after 100 requests.
  Words Command(const std::string& listen) const {
    const std::string dir = folder_.path();
    std::ofstream(dir + "/template")
        << "daemon off; pid " << dir << "/pid; error_log stderr crit; events {}\n"
        << "http { access_log off; keepalive_requests 100;\n"
        << "  client_body_temp_path " << dir << "/t1; proxy_temp_path " << dir << "/t2;\n"
        << "  fastcgi_temp_path " << dir << "/t3; uwsgi_temp_path " << dir << "/t4;\n"
        << "  scgi_temp_path " << dir << "/t5;\n"
        << "  server { listen 127.0.0.1:@PORT@ " << listen << ";\n"
        << "    ssl_certificate " << folder_.certificate() << ";\n"
        << "    ssl_certificate_key " << folder_.key() << "; return 200 hello; } }\n";
    return {"sh", "-c",
            "sed s/@PORT@/$PORT/ " + dir + "/template > " + dir +
                "/conf && exec nginx -e stderr -c " + dir + "/conf"};
  }

  Folder folder_;
};

// It sends GOAWAY after each 100 requests: what it has not looked at is sent again.
TEST_F(NginxHttp2, AnswersInTheClearOverAllItsGoaways) {
  for (const char* streams : {"1", "10"}) {
    const Recorded run = RunSeepRecorded(ShortRun({"--streams", streams}) + Command("http2"));
    ExpectAnswers(run, 2'000);
    EXPECT_GE(run.json["load"]["connections"], 20);
  }
}

TEST_F(NginxHttp2, AnswersOverTls) {
  ExpectAnswers(RunSeepRecorded(ShortRun({"--tls", "--streams", "4"}) + Command("ssl http2")),
                2'000);
}

TEST_F(NginxHttp2, ThatSpeaksHttp1AloneIsNamed) {
  const Finished end =
      RunSeep(Words{"run", "--http2", "--tls", "--ready-timeout", "500ms", "--"} + Command("ssl"));
  EXPECT_EQ(end.status, kRunFailed) << end.out << end.err;
  EXPECT_THAT(end.err, HasSubstr("h2"));
}

TEST(Http2, NamesAServerThatDoesNotSpeakIt) {
  const Finished end = RunSeep(Words{"run", "--http2", "--ready-timeout", "500ms", "--",
                                     Program("leaky"), "--leak", "none"});
  EXPECT_EQ(end.status, kRunFailed) << end.out << end.err;
  EXPECT_THAT(end.err, HasSubstr("HTTP/2"));
}

TEST(Http2, OptionsThatContradictAreRefused) {
  for (const Words& options :
       {Words{"--http10"}, Words{"--shape", "pipeline"}, Words{"--tls", "--alpn", "h2"}}) {
    const Finished end = RunSeep(Words{"run", "--http2"} + options + Words{"--", Program("leaky")});
    EXPECT_EQ(end.status, kUsage) << end.out << end.err;
    EXPECT_THAT(end.err, HasSubstr("not ")) << end.err;
  }
  const Finished end = RunSeep({"run", "--streams", "4", "--", Program("leaky")});
  EXPECT_EQ(end.status, kUsage);
  EXPECT_THAT(end.err, HasSubstr("--http2"));
}

}  // namespace
}  // namespace seep::e2e
