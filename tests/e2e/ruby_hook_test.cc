// The hook that Seep loads into Ruby processes: what it says, and that its host does not notice it.

#include "e2e/hook_host.h"

namespace seep::e2e {
namespace {

using testing::HasSubstr;

constexpr char kLives[] = "\n$stdout.puts 'ready'\n$stdout.flush\nsleep 60\n";

class RubyHook : public HookHost {
 protected:
  void SetUp() override { Start("ruby"); }
};

TEST_F(RubyHook, CountsTheObjectsThatStayAndTheirBytes) {
  const auto few = AskOnce({"ruby", "-e", kLives});
  const auto many =
      AskOnce({"ruby", "-e", "Kept = Array.new(100_000) { Object.new }" + std::string(kLives)});
  ASSERT_TRUE(few && many);
  ASSERT_TRUE(few->Complete() && many->Complete()) << few->unseen << many->unseen;
  EXPECT_NEAR(static_cast<double>(*many->objects - *few->objects), 100'000, 1'000);
  EXPECT_NEAR(static_cast<double>(*many->used_bytes - *few->used_bytes), 4e6, 4e4);
}

TEST_F(RubyHook, CollectsWhatNothingPointsTo) {
  Command host({"ruby", "-e", "300_000.times { Object.new }" + std::string(kLives)},
               meter_->Environment());
  const auto heap = Ask(host);
  ASSERT_TRUE(heap);
  EXPECT_LT(*heap->objects, 100'000);
}

TEST_F(RubyHook, CollectsNothingWhereCollectionsAreOff) {
  Command host({"ruby", "-e", "GC.disable\n300_000.times { Object.new }" + std::string(kLives)},
               meter_->Environment());
  const auto heap = Ask(host);
  ASSERT_TRUE(heap);
  EXPECT_GT(*heap->objects, 300'000);
}

TEST_F(RubyHook, AnswersFromForkedProcesses) {
  Command host({"ruby", "-e", "fork { sleep 60 }" + std::string(kLives)}, meter_->Environment());
  ASSERT_TRUE(host.WaitForOut("ready"));
  EXPECT_TRUE(Eventually([&] {
    const auto heap = meter_->Read(host.Processes());
    return heap && heap->processes == 2 && heap->Complete();
  }));
}

TEST_F(RubyHook, IsNotNoticed) {
  const Environment environment = meter_->Environment();
  ExpectUnnoticed({"ruby", "-e", "exit(7)"}, environment, 7);
  meter_.reset();
  ExpectUnnoticed({"ruby", "-e", "sleep 0.05"}, environment, 0);
}

TEST_F(RubyHook, SaysThatAProcessHasNone) {
  Command host({"ruby", "--disable=rubyopt", "-e", kLives}, meter_->Environment());
  const auto heap = Ask(host);
  ASSERT_TRUE(heap);
  EXPECT_FALSE(heap->Complete());
  EXPECT_THAT(heap->unseen, HasSubstr("--disable=rubyopt"));
}

}  // namespace
}  // namespace seep::e2e
