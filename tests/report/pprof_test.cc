#include "report/pprof.h"

#include <gmock/gmock.h>

#include <set>

#include "report/gzip.h"
#include "report/profile_reader.h"
#include "report/recorded_sites.h"

namespace seep {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

std::vector<std::string> NamesOf(const Profile& profile, const Profile::Sample& sample) {
  std::vector<std::string> names;
  for (const uint64_t id : sample.locations) {
    for (const Profile::Line& line : profile.locations.at(id).lines) {
      names.push_back(profile.functions.at(line.function).name);
    }
  }
  return names;
}

TEST(PprofProfile, HasThreeValuesASampleAndShowsBytesInUse) {
  const Profile profile = ReadProfile(PprofProfile(RecordedSites()));
  EXPECT_THAT(profile.sample_types,
              ElementsAre(Pair("inuse_objects", "count"), Pair("inuse_space", "bytes"),
                          Pair("growth_space", "bytes")));
  EXPECT_EQ(profile.default_sample_type, "inuse_space");
  ASSERT_THAT(profile.samples, SizeIs(3));
  EXPECT_THAT(profile.samples[0].values, ElementsAre(12'000, 768'000, 64 * 12'000));
  EXPECT_THAT(profile.samples[1].values, ElementsAre(120, 11'040, 11'040));
  EXPECT_THAT(profile.samples[2].values, ElementsAre(1, 4096, 0));
  EXPECT_THAT(profile.comments, ElementsAre("seep: 12000 requests in 8 rounds"));
}

TEST(PprofProfile, BeginsItsStringsWithTheEmptyOne) {
  const Profile profile = ReadProfile(PprofProfile(RecordedSites()));
  ASSERT_THAT(profile.strings, testing::Not(IsEmpty()));
  EXPECT_EQ(profile.strings[0], "");
  EXPECT_EQ(std::set<std::string>(profile.strings.begin(), profile.strings.end()).size(),
            profile.strings.size());
}

TEST(PprofProfile, HasStacksInnermostFirstWithoutAllocators) {
  const Profile profile = ReadProfile(PprofProfile(RecordedSites()));
  EXPECT_THAT(NamesOf(profile, profile.samples.at(0)),
              ElementsAre("std::vector<Entry>::push_back(Entry&&)",
                          "cache::Cache::Remember(std::string const&, int)",
                          "server::(anonymous namespace)::Handle(Request const&)", "main",
                          "__libc_start_call_main"));
}

TEST(PprofProfile, PutsInlinedFunctionsIntoTheLocationOfTheirCaller) {
  const Profile profile = ReadProfile(PprofProfile(RecordedSites()));
  const auto& location = profile.locations.at(profile.samples.at(0).locations.at(0));
  ASSERT_THAT(location.lines, SizeIs(2));
  EXPECT_EQ(location.lines[0].line, 1294);
  EXPECT_EQ(location.lines[1].line, 42);
  EXPECT_TRUE(profile.mappings.at(location.mapping).has_inlined);
  const auto& function = profile.functions.at(location.lines[1].function);
  EXPECT_EQ(function.system_name, "_ZN5cache5Cache8RememberERKNSt7__cxx1112basic_stringIcEEi");
  EXPECT_EQ(function.file, "/home/me/server/src/cache/cache.cc");
}

TEST(PprofProfile, HasOneLocationForAPlaceInSeveralStacks) {
  const Profile profile = ReadProfile(PprofProfile(RecordedSites()));
  EXPECT_EQ(profile.samples.at(0).locations, profile.samples.at(2).locations);
  EXPECT_EQ(profile.samples.at(0).locations.at(2), profile.samples.at(1).locations.back());  // main
}

TEST(PprofProfile, GivesEveryLocationAMappingThatHoldsItsAddress) {
  SitePass pass = RecordedSites();
  // As a second process has it.
  for (Frame& frame : pass.sites[1].stack) frame.address += 0x1000'0000;
  const Profile profile = ReadProfile(PprofProfile(pass));
  ASSERT_THAT(profile.locations, testing::Not(IsEmpty()));
  for (const auto& [id, location] : profile.locations) {
    ASSERT_TRUE(profile.mappings.contains(location.mapping)) << id;
    const auto& mapping = profile.mappings.at(location.mapping);
    EXPECT_GE(location.address, mapping.start) << id;
    EXPECT_LT(location.address, mapping.limit) << id;
    for (const auto& line : location.lines) {
      EXPECT_TRUE(profile.functions.contains(line.function)) << id;
    }
  }
  EXPECT_EQ(profile.mappings.at(1).file, "/home/me/server/build/server");
  EXPECT_EQ(profile.mappings.at(1).build_id, "0123abcd");
  EXPECT_TRUE(profile.mappings.at(1).has_functions);
}

TEST(PprofProfile, MakesAMappingForCodeOutsideOfFiles) {
  SitePass pass = RecordedSites();
  Frame made_at_run_time;
  made_at_run_time.address = 0x7f00'1234;
  pass.sites[0].stack = {made_at_run_time};
  pass.sites[0].top = 0;
  const Profile profile = ReadProfile(PprofProfile(pass));
  const auto& location = profile.locations.at(profile.samples.at(0).locations.at(0));
  EXPECT_EQ(location.address, 0x7f00'1234u);
  EXPECT_EQ(profile.mappings.at(location.mapping).file, "[unknown]");
  EXPECT_THAT(NamesOf(profile, profile.samples.at(0)), ElementsAre("0x7f001234"));
}

TEST(PprofProfile, CallsAFunctionWithoutANameByItsPlace) {
  const Profile profile = ReadProfile(PprofProfile(RecordedSites()));
  EXPECT_THAT(NamesOf(profile, profile.samples.at(1)),
              ElementsAre("SSL_SESSION_new", "libssl.so.3+0x39fc4", "tls::Accept(int)", "main"));
}

TEST(PprofProfile, LetsPprofLookForSymbolsOfAFileThatHasNone) {
  SitePass pass = RecordedSites();
  for (LeakSite& site : pass.sites) {
    for (Frame& frame : site.stack) {
      if (frame.module == kLibssl) frame.function.clear();
    }
  }
  EXPECT_FALSE(ReadProfile(PprofProfile(pass)).mappings.at(kLibssl + 1).has_functions);
}

// pprof would "demangle" it, and leave "server::::Handle".
TEST(PprofProfile, DoesNotGiveACxxNameAsSystemName) {
  const Profile profile = ReadProfile(PprofProfile(RecordedSites()));
  size_t looked_at = 0;
  for (const auto& [id, function] : profile.functions) {
    if (function.name.find('(') == std::string::npos) continue;
    EXPECT_NE(function.name, function.system_name) << id;
    ++looked_at;
  }
  EXPECT_GT(looked_at, 0u);
}

TEST(PprofProfile, SaysThatNumbersAreEstimates) {
  SitePass pass = RecordedSites();
  pass.sampled_one_in = 8;
  EXPECT_THAT(ReadProfile(PprofProfile(pass)).comments,
              testing::Contains("seep: estimates, from one block in 8"));
}

TEST(PprofProfile, OfAnEmptyPassIsAProfileWithoutSamples) {
  SitePass pass;
  pass.sites.resize(1);  // without a stack
  const Profile profile = ReadProfile(PprofProfile(pass));
  EXPECT_THAT(profile.samples, IsEmpty());
  EXPECT_THAT(profile.sample_types, SizeIs(3));
}

TEST(Gzip, KeepsBytesOfAnyNumber) {
  for (const size_t size : std::initializer_list<size_t>{0, 1, 16 * 1024, 1'000'000}) {
    std::string bytes(size, 'x');
    // Hardly compressible, so that the output takes several blocks.
    uint32_t state = 1;
    for (char& c : bytes) c = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
    EXPECT_EQ(Gunzip(Gzip(bytes)), bytes) << size;
  }
}

}  // namespace
}  // namespace seep
