#include "proxy/admin.h"

#include <gtest/gtest.h>

#include "proxy/wire.h"

namespace sluice {
namespace {

using testing::Message;
using testing::Wire;

class AdminTest : public ::testing::Test {
 protected:
  Message Ask(const std::string& request, bool bodiless = false) {
    Wire wire = Wire::Connect(admin_->port());
    EXPECT_TRUE(wire.Send(request));
    return wire.ReadMessage(bodiless);
  }

  PassedSockets passed_;
  std::unique_ptr<Admin> admin_ = *Admin::Start("127.0.0.1:0", passed_, [](std::string_view path) {
    return AdminAnswer{.status = static_cast<uint16_t>(path == "/there" ? 200 : 404),
                       .body = std::string(path)};
  });
};

TEST_F(AdminTest, AnswersByThePath) {
  EXPECT_EQ(Ask("GET /there?q HTTP/1.1\r\nHost: h\r\n\r\n").body, "/there");
  EXPECT_EQ(Ask("GET /other HTTP/1.1\r\nHost: h\r\n\r\n").status(), 404);
  const Message head = Ask("HEAD /there HTTP/1.1\r\nHost: h\r\n\r\n", true);
  EXPECT_EQ(head.status(), 200);
  EXPECT_EQ(head.Get("Content-Length"), "6");
}

TEST_F(AdminTest, RefusesWhatIsNoQuestion) {
  EXPECT_EQ(Ask("POST /there HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n").status(), 405);
  EXPECT_EQ(Ask("nonsense\r\n\r\n").status(), 400);
}

TEST_F(AdminTest, IsNotHeldUpByWhoAsksNothing) {
  const Wire silent = Wire::Connect(admin_->port());
  EXPECT_EQ(Ask("GET /there HTTP/1.1\r\nHost: h\r\n\r\n").status(), 200);
}

TEST(Admin, SaysThatItsPortIsTaken) {
  PassedSockets none;
  const auto first =
      Admin::Start("127.0.0.1:0", none, [](std::string_view) { return AdminAnswer{}; });
  ASSERT_TRUE(first);
  const auto second = Admin::Start("127.0.0.1:" + std::to_string((*first)->port()), none,
                                   [](std::string_view) { return AdminAnswer{}; });
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, seep::ErrorKind::kInUse);
}

}  // namespace
}  // namespace sluice
