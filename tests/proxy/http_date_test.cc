#include "proxy/http_date.h"

#include <gtest/gtest.h>

#include <string>

namespace sluice {
namespace {

TEST(HttpDate, IsTheFormThatTheRfcGives) {
  const auto text = FormatHttpDate(784111777);
  EXPECT_EQ(std::string(text.data(), text.size()), "Sun, 06 Nov 1994 08:49:37 GMT");
}

}  // namespace
}  // namespace sluice
