#include "runtime/jvm/jvm_histogram.h"

#include <gtest/gtest.h>

namespace seep {
namespace {

// As JDK 17 prints it.
constexpr const char* kModules =
    " num     #instances         #bytes  class name (module)\n"
    "-------------------------------------------------------\n"
    "   1:          7586         349312  [B (java.base@17.0.15)\n"
    "   2:          1238         102440  [Ljava.lang.Object; (java.base@17.0.15)\n"
    "   3:          2000          48000  Leaky$Visit\n"
    "   4:             1             16  Leaky$$Lambda$14/0x00007f2a5c000a00\n"
    "Total         10825         499768\n";

// As JDK 8 prints it, and with what JDK 11 has in front.
constexpr const char* kNoModules =
    "\n num     #instances         #bytes  class name\n"
    "----------------------------------------------\n"
    "   1:            10            320  [[I\n"
    "   2:             2             48  java.lang.String\n"
    "Total            12            368\n";

// As JDK 25 prints it, shortened.
constexpr const char* kFillers =
    "   1:            10            320  [I (java.base@25.0.3)\n"
    "   2:           569          14752  [Ljdk.internal.vm.FillerElement; (java.base@25.0.3)\n"
    "   3:             9             72  jdk.internal.vm.FillerObject (java.base@25.0.3)\n"
    "Total           588          15144\n";

TEST(ParseJvmHistogram, ReadsClassesWithTheirModules) {
  const auto histogram = ParseJvmHistogram(kModules);
  ASSERT_TRUE(histogram);
  EXPECT_EQ(histogram->instances, 10825);
  EXPECT_EQ(histogram->bytes, 499768);
  ASSERT_EQ(histogram->classes.size(), 4u);
  EXPECT_EQ(histogram->classes.at("byte[]").instances, 7586);
  EXPECT_EQ(histogram->classes.at("byte[]").bytes, 349312);
  EXPECT_EQ(histogram->classes.at("java.lang.Object[]").bytes, 102440);
  EXPECT_EQ(histogram->classes.at("Leaky$Visit").instances, 2000);
  EXPECT_EQ(histogram->classes.at("Leaky$$Lambda$14/0x00007f2a5c000a00").bytes, 16);
}

TEST(ParseJvmHistogram, ReadsClassesWithoutModules) {
  const auto histogram = ParseJvmHistogram(kNoModules);
  ASSERT_TRUE(histogram);
  EXPECT_EQ(histogram->classes.at("int[][]").instances, 10);
  EXPECT_EQ(histogram->classes.at("java.lang.String").bytes, 48);
}

TEST(ParseJvmHistogram, LeavesOutWhatOnlyFillsGaps) {
  const auto histogram = ParseJvmHistogram(kFillers);
  ASSERT_TRUE(histogram);
  EXPECT_EQ(histogram->bytes, 320);
  EXPECT_EQ(histogram->instances, 10);
  EXPECT_EQ(histogram->classes.size(), 1u);
}

TEST(ParseJvmHistogram, SumsClassesOfOneNameFromSeveralLoaders) {
  const auto histogram = ParseJvmHistogram(
      "   1:  3  72  app.Session\n"
      "   2:  2  48  app.Session\n"
      "Total  5  120\n");
  ASSERT_TRUE(histogram);
  EXPECT_EQ(histogram->classes.at("app.Session").instances, 5);
  EXPECT_EQ(histogram->classes.at("app.Session").bytes, 120);
}

TEST(ParseJvmHistogram, RefusesWhatIsNone) {
  const std::string whole = kModules;
  for (const std::string& text :
       {std::string(), std::string("Total"), std::string("Total 1"), std::string("Total -1 5\n"),
        whole.substr(0, whole.find("Total")),
        whole.substr(0, whole.size() - 3 - std::string("499768").size()),
        std::string("   1:  x  72  app.Session\nTotal  5  120\n"),
        std::string("   1:  3  72\nTotal  5  120\n"),
        std::string("   1:  3  99999999999999999999  app.Session\nTotal  5  120\n"),
        std::string("java.lang.OutOfMemoryError\n"), std::string("\xff\xfe\0\n", 4)}) {
    EXPECT_FALSE(ParseJvmHistogram(text)) << text;
  }
}

TEST(JavaName, IsWhatTheSourceSays) {
  EXPECT_EQ(JavaName("[B"), "byte[]");
  EXPECT_EQ(JavaName("[[Z"), "boolean[][]");
  EXPECT_EQ(JavaName("[J"), "long[]");
  EXPECT_EQ(JavaName("[Ljava.lang.String;"), "java.lang.String[]");
  EXPECT_EQ(JavaName("java.lang.String"), "java.lang.String");
  EXPECT_EQ(JavaName("B"), "B");
  EXPECT_EQ(JavaName("["), "[");
  EXPECT_EQ(JavaName(""), "");
}

TEST(GrowthByClass, IsTheDifferenceOfWhatDiffers) {
  const JvmClasses before = {{"Gone", {2, 48}}, {"Same", {7, 70}}, {"More", {1, 16}}};
  const JvmClasses after = {{"More", {4, 64}}, {"New", {1, 24}}, {"Same", {7, 70}}};
  const JvmClasses growth = GrowthByClass(before, after);
  ASSERT_EQ(growth.size(), 3u);
  EXPECT_EQ(growth.at("Gone").instances, -2);
  EXPECT_EQ(growth.at("Gone").bytes, -48);
  EXPECT_EQ(growth.at("More").instances, 3);
  EXPECT_EQ(growth.at("More").bytes, 48);
  EXPECT_EQ(growth.at("New").bytes, 24);
}

}  // namespace
}  // namespace seep
