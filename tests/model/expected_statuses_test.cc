#include "model/expected_statuses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace seep {
namespace {

using testing::HasSubstr;

TEST(ExpectedStatuses, AreSuccessAndWhatStandsForItUnlessSomethingIsAdded) {
  const ExpectedStatuses usual;
  for (const int status : {200, 204, 299, 101, 304})
    EXPECT_TRUE(usual.Has(static_cast<uint16_t>(status))) << status;
  for (const int status : {0, 100, 301, 302, 401, 404, 500})
    EXPECT_FALSE(usual.Has(static_cast<uint16_t>(status))) << status;
  EXPECT_TRUE(usual.AreUsual());
}

TEST(ExpectedStatuses, AreThoseOfTheListInTheirPlace) {
  ExpectedStatuses expected;
  ASSERT_TRUE(expected.Add("2xx,404"));
  ASSERT_TRUE(expected.Add("5XX"));
  for (const int status : {200, 299, 404, 500, 599})
    EXPECT_TRUE(expected.Has(static_cast<uint16_t>(status))) << status;
  for (const int status : {101, 199, 300, 304, 403, 405, 499})
    EXPECT_FALSE(expected.Has(static_cast<uint16_t>(status))) << status;
  EXPECT_EQ(expected.Text(), "2xx,404,5xx");
  EXPECT_FALSE(expected.AreUsual());
}

TEST(ExpectedStatuses, RefuseWhatIsNoStatusAndSayWhatIsOne) {
  for (const char* bad :
       {"", "40", "4040", "4x4", "xx", "6xx", "099", "600", "2xx,", "2xx,,404", "ok", "2xx, 404"}) {
    ExpectedStatuses expected;
    const Result<> added = expected.Add(bad);
    ASSERT_FALSE(added) << bad;
    EXPECT_EQ(added.error().fault, Fault::kUser);
    EXPECT_TRUE(expected.AreUsual()) << "nothing is taken of it";
  }
  ExpectedStatuses expected;
  EXPECT_THAT(expected.Add("2xx,40").error().message,
              testing::AllOf(HasSubstr("\"40\" is neither a status"), HasSubstr("2xx,404")));
}

}  // namespace
}  // namespace seep
