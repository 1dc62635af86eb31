#include "record/csv_series.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace seep {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

RecordedSeries ReadCsv(std::string_view csv, const CsvChoice& choice = {}) {
  const Result<RecordedSeries> series = ReadCsvSeries(csv, "mem.csv", choice);
  EXPECT_TRUE(series) << series.error().message;
  return series ? *series : RecordedSeries{};
}

std::string ErrorOf(std::string_view csv, const CsvChoice& choice = {}) {
  const Result<RecordedSeries> series = ReadCsvSeries(csv, "mem.csv", choice);
  if (series) return "read";
  EXPECT_EQ(series.error().fault, Fault::kUser);
  return series.error().message;
}

std::vector<double> Xs(const RecordedSeries& series) {
  std::vector<double> xs;
  for (const Point& point : series.points) xs.push_back(point.x);
  return xs;
}

std::vector<double> Ys(const RecordedSeries& series) {
  std::vector<double> ys;
  for (const Point& point : series.points) ys.push_back(point.y);
  return ys;
}

TEST(CsvSeries, TakesColumnsByName) {
  const RecordedSeries series = ReadCsv("time,bytes,requests\n1,100,10\n2,200,20\n");
  EXPECT_EQ(series.per, "request");
  EXPECT_EQ(series.y_name, "bytes");
  EXPECT_THAT(Xs(series), ElementsAre(10, 20));
  EXPECT_THAT(Ys(series), ElementsAre(100, 200));
  EXPECT_THAT(series.notes, IsEmpty());
}

TEST(CsvSeries, CallsWhatTheChosenColumnCountsByItsName) {
  EXPECT_EQ(ReadCsv("calls,bytes\n1,100\n2,200\n", {.x = "calls", .y = ""}).per, "call");
  EXPECT_EQ(ReadCsv("pages,bytes\n1,100\n2,200\n", {.x = "pages", .y = ""}).per, "step");
}

TEST(CsvSeries, TakesTheFirstTwoColumnsWhereThereAreNoNames) {
  const RecordedSeries series = ReadCsv("10,100\n20,200\n");
  EXPECT_EQ(series.per, "request");
  EXPECT_THAT(Xs(series), ElementsAre(10, 20));
  EXPECT_THAT(series.notes, ElementsAre(HasSubstr("no header line")));
}

TEST(CsvSeries, ReadsOtherSeparatorsCommentsQuotesAndCarriageReturns) {
  const std::string_view csv =
      "\xef\xbb\xbf# a record\r\n\"requests\";\"memory; all\"\r\n\r\n1;\"100\"\r\n# more\r\n2; 200 "
      "\r\n";
  EXPECT_THAT(Ys(ReadCsv(csv)), ElementsAre(100, 200));
  EXPECT_EQ(ReadCsv(csv).y_name, "memory; all");
  EXPECT_THAT(Ys(ReadCsv("ops\trss\n1\t5\n2\t6")), ElementsAre(5, 6));
}

struct Unit {
  const char* header;
  const char* cell;
  double bytes;
};
std::ostream& operator<<(std::ostream& out, const Unit& shown) {
  return out << shown.header << " " << shown.cell;
}
class CsvUnits : public testing::TestWithParam<Unit> {};

TEST_P(CsvUnits, AreThoseOfTheCellOrElseOfTheHeader) {
  const auto& [header, cell, bytes] = GetParam();
  EXPECT_THAT(Ys(ReadCsv(std::string("n,") + header + "\n1," + cell + "\n")), ElementsAre(bytes));
}

INSTANTIATE_TEST_SUITE_P(CsvSeries, CsvUnits,
                         testing::Values(Unit{"rss_kb", "2", 2048},
                                         Unit{"mem (MiB)", "1.5", 1.5 * 1048576},
                                         Unit{"memory_mb", "3", 3.0 * 1048576},
                                         Unit{"memory", "12.5 MB", 12.5 * 1048576},
                                         Unit{"rss_kb", "7 B", 7},
                                         Unit{"value", "300KiB", 300.0 * 1024},
                                         Unit{"process_resident_memory_bytes", "8.4e6", 8.4e6},
                                         Unit{"y", "1 GiB", 1073741824.0}));

struct Time {
  const char* header;
  const char* first;
  const char* second;
  double apart;
};
std::ostream& operator<<(std::ostream& out, const Time& shown) {
  return out << shown.header << " " << shown.first;
}
class CsvTimes : public testing::TestWithParam<Time> {};

TEST_P(CsvTimes, BecomeSeconds) {
  const auto& [header, first, second, apart] = GetParam();
  const RecordedSeries series =
      ReadCsv(std::string(header) + ",bytes\n" + first + ",1\n" + second + ",2\n");
  EXPECT_EQ(series.per, "second");
  ASSERT_EQ(series.points.size(), 2u);
  EXPECT_NEAR(series.points[1].x - series.points[0].x, apart, 1e-4);
}

INSTANTIATE_TEST_SUITE_P(
    CsvSeries, CsvTimes,
    testing::Values(Time{"seconds", "0.5", "2", 1.5}, Time{"t", "0", "3", 3},
                    Time{"time_ms", "0", "500", 0.5}, Time{"uptime (min)", "1", "2", 60},
                    Time{"timestamp", "1763805600", "1763805601.5", 1.5},
                    Time{"timestamp", "1763805600000", "1763805601500", 1.5},
                    Time{"time", "2026-11-22T10:00:00Z", "2026-11-22T10:01:00.25Z", 60.25},
                    Time{"time", "2026-11-22 23:59:59", "2026-11-23 00:00:00", 1},
                    Time{"time", "2026-11-22T10:00:00+01:00", "2026-11-22T09:30:00Z", 1800},
                    Time{"date", "2026-02-28", "2026-03-01", 86400}));

TEST(CsvSeries, LeavesGapsOutAndCountsThem) {
  const RecordedSeries series = ReadCsv("requests,rss\n1,10\n2,\n3,NaN\n,7\n5,50\n");
  EXPECT_THAT(Xs(series), ElementsAre(1, 5));
  EXPECT_THAT(series.notes, ElementsAre(HasSubstr("3 lines, 3 … 5")));
}

TEST(CsvSeries, JudgesWhatComesAfterTheLastRestart) {
  const RecordedSeries series = ReadCsv("requests,rss\n1,10\n2,20\n1,5\n9,6\n3,7\n4,8\n");
  EXPECT_THAT(Xs(series), ElementsAre(3, 4));
  EXPECT_THAT(series.notes,
              ElementsAre(HasSubstr("requests goes back from 9 to 3 in line 6: a restart, the last "
                                    "of 2")));
  EXPECT_THAT(series.notes[0], HasSubstr("only the 2 readings"));
}

TEST(CsvSeries, LeavesReadingsWithoutNewRequestsOut) {
  const RecordedSeries series = ReadCsv("requests,rss\n1,10\n1,11\n2,20\n2,21\n");
  EXPECT_THAT(Ys(series), ElementsAre(10, 20));
  EXPECT_THAT(series.notes, ElementsAre(HasSubstr("2 lines, 3 … 5")));
}

TEST(CsvSeries, KnowsHowFinelyItWasRead) {
  EXPECT_DOUBLE_EQ(ReadCsv("n,bytes\n1,1000\n2,1600\n3,1400\n").resolution, 200);
  EXPECT_DOUBLE_EQ(ReadCsv("n,bytes\n1,1000.25\n2,1000.5\n").resolution, 1) << "at least 1";
  EXPECT_DOUBLE_EQ(ReadCsv("n,rss_kb\n1,8200\n2,8200\n").resolution, 4096) << "whole pages";
  // No step was seen, but one below a tenth of a MiB would not have been.
  EXPECT_DOUBLE_EQ(ReadCsv("n,mem_mb\n1,120.1\n2,120.1\n").resolution, 1048576 / 10.0);
  EXPECT_DOUBLE_EQ(ReadCsv("n,mem_mb\n1,120\n2,120\n").resolution, 1048576);
}

TEST(CsvSeries, NamesLineColumnAndTextOfWhatItCannotRead) {
  EXPECT_THAT(ErrorOf("requests;rss\n1;10\n2;12,5\n"),
              HasSubstr("mem.csv:3: column \"rss\": \"12,5\" is not a number of bytes"));
  EXPECT_THAT(ErrorOf("requests,rss\n1,10\nsoon,12\n"),
              HasSubstr("mem.csv:3: column \"requests\": \"soon\" is not a number"));
  EXPECT_THAT(ErrorOf("time,rss\n2026-02-30T10:00:00Z,12\n"), HasSubstr("is not a time"));
  EXPECT_THAT(ErrorOf("requests,rss\n1,10 parsecs\n"), HasSubstr("\"10 parsecs\""));
  EXPECT_THAT(ErrorOf("requests,rss\n1,inf\n"), HasSubstr("\"inf\""));
  EXPECT_THAT(ErrorOf("requests,rss\n1\n"), HasSubstr("mem.csv:2: column \"rss\" is missing"));
  EXPECT_THAT(ErrorOf("requests,rss\n1,\"10\n2,3\n"), HasSubstr("mem.csv:2: a quote"));
}

TEST(CsvSeries, SaysWhatIsMissingOrAmbiguous) {
  EXPECT_THAT(ErrorOf(""), HasSubstr("mem.csv: no readings"));
  EXPECT_THAT(ErrorOf("requests,rss\n"), HasSubstr("no readings"));
  EXPECT_THAT(ErrorOf("requests,rss\n1,\n"), HasSubstr("no readings"));
  EXPECT_THAT(ErrorOf("12\n13\n"), HasSubstr("one column only"));
  EXPECT_THAT(ErrorOf("requests,colour\n1,2\n"),
              HasSubstr("memory: there are \"requests\", \"colour\""));
  EXPECT_THAT(ErrorOf("requests,rss_kb,heap_kb\n1,2,3\n"),
              HasSubstr("\"rss_kb\", \"heap_kb\"; choose one with --y"));
  EXPECT_THAT(ErrorOf("requests,rss_pages\n1,2\n"), HasSubstr("counts pages"));
}

TEST(CsvSeries, TakesTheColumnsThatTheUserChose) {
  constexpr std::string_view kCsv = "when,requests,rss_kb,heap_kb\n5,1,2,3\n";
  EXPECT_THAT(Ys(ReadCsv(kCsv, {.x = "", .y = "heap_kb"})), ElementsAre(3072));
  EXPECT_THAT(Ys(ReadCsv(kCsv, {.x = "", .y = "3"})), ElementsAre(2048));
  const RecordedSeries by_when = ReadCsv(kCsv, {.x = "when", .y = "4"});
  EXPECT_THAT(Xs(by_when), ElementsAre(5));
  EXPECT_EQ(by_when.per, "step");
  EXPECT_THAT(ErrorOf(kCsv, {.x = "where", .y = "4"}), HasSubstr("no column \"where\""));
  EXPECT_THAT(ErrorOf(kCsv, {.x = "", .y = "5"}), HasSubstr("no column \"5\""));
  EXPECT_THAT(ErrorOf(kCsv, {.x = "4", .y = "4"}), HasSubstr("both"));
}

}  // namespace
}  // namespace seep
