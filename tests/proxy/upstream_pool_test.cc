#include "proxy/upstream_pool.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sluice {
namespace {

struct PairOfSockets {
  PairOfSockets() {
    int fds[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
    ours.Reset(fds[0]);
    theirs.Reset(fds[1]);
  }
  seep::UniqueFd ours;
  seep::UniqueFd theirs;
};

class UpstreamPoolTest : public testing::Test {
 protected:
  // An idle connection, whose other end is returned.
  seep::UniqueFd AddIdle() {
    PairOfSockets pair;
    ChannelPtr channel = channels_.Make(std::move(pair.ours));
    EXPECT_TRUE(reactor_->Add(*channel, Watch::kEdge));
    pool_.Put(std::move(channel), {});
    return std::move(pair.theirs);
  }

  std::unique_ptr<Reactor> reactor_ = *Reactor::Create();
  Budget budget_{Budget::kUnbounded};
  Memory memory_{budget_};
  ObjectPool<Channel> channels_{memory_, Purpose::kConnections};
  UpstreamPool pool_{
      *reactor_, memory_, channels_, {.addresses = {Address{}}, .tls = {}, .health = {}}, 8};
};

TEST_F(UpstreamPoolTest, BeginsWithTheAddressThatServedLast) {
  const auto listen = Listen(*ParseAddress("127.0.0.1:0", "it"), 1);
  ASSERT_TRUE(listen);
  Address there = LocalAddress(listen->front().get());
  Address elsewhere = *ParseAddress("127.0.0.2:1", "it");  // where nobody listens
  UpstreamPool pool(*reactor_, memory_, channels_,
                    {.addresses = {elsewhere, there}, .tls = {}, .health = {}}, 8);
  const auto reaches = [&](size_t nth) {
    ChannelPtr channel;
    pool.Connect(channel, nth);
    char byte = 'x';
    const iovec piece{&byte, 1};
    size_t bytes = 0;
    return channel != nullptr && channel->Write({&piece, 1}, bytes) == IoStatus::kDone;
  };
  EXPECT_FALSE(reaches(0));
  EXPECT_TRUE(reaches(1));
  pool.Prefer(1);
  EXPECT_TRUE(reaches(0));
  EXPECT_FALSE(reaches(1));
}

// As a process that is about to replace this one has it.
TEST_F(UpstreamPoolTest, LeavesNoConnectionWatchedThatSomebodyElseHasAsWell) {
  PairOfSockets pair;
  const seep::UniqueFd copy(::dup(pair.ours.get()));
  ChannelPtr channel = channels_.Make(std::move(pair.ours));
  ASSERT_TRUE(reactor_->Add(*channel, Watch::kEdge));
  channel.reset();
  ASSERT_EQ(::send(pair.theirs.get(), "x", 1, 0), 1);
  reactor_->Wait(seep::milliseconds(20));
  EXPECT_EQ(reactor_->found(), 0u);
}

TEST_F(UpstreamPoolTest, GivesTheConnectionUsedLast) {
  const auto first = AddIdle();
  const auto second = AddIdle();
  const ChannelPtr taken = pool_.Take();
  ASSERT_NE(taken, nullptr);
  EXPECT_EQ(::send(second.get(), "x", 1, 0), 1);
  EXPECT_FALSE(taken->IsQuiet());
  EXPECT_EQ(pool_.idle(), 1u);
}

// The event of its end waits in the kernel yet.
TEST_F(UpstreamPoolTest, LooksForTheEndOfAConnectionWhereARequestMustNotGoTwice) {
  const auto open = AddIdle();
  auto closed = AddIdle();
  closed.Reset();
  EXPECT_NE(pool_.TakeSure(), nullptr) << "the one that is open";
  EXPECT_EQ(pool_.idle(), 0u);
  auto closed_too = AddIdle();
  closed_too.Reset();
  EXPECT_EQ(pool_.TakeSure(), nullptr);
}

}  // namespace
}  // namespace sluice
