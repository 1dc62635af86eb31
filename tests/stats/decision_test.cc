#include "stats/decision.h"

#include <gtest/gtest.h>

#include <cmath>

#include "stats/looks.h"
#include "stats/play.h"
#include "stats/series.h"

namespace seep {
namespace {

constexpr double kEnd = kRounds * kRequests;

TEST(Decide, CallsAFlatSeriesClean) {
  EXPECT_EQ(Play(Growing([](double) { return 0; })).clean, kPlays);
}

TEST(Decide, CallsPageNoiseClean) {
  EXPECT_EQ(Play(Growing([](double) { return 0; }, kPage)).clean, kPlays);
}

TEST(Decide, FindsALeakOf16BytesARequest) {
  EXPECT_EQ(Play(Growing([](double x) { return 16 * x; })).leak, kPlays);
}

TEST(Decide, FindsALeakOf64BytesUnderSomeNoise) {
  EXPECT_EQ(Play(Growing([](double x) { return 64 * x; }, 2000)).leak, kPlays);
}

TEST(Decide, FindsALeakBehindAWarmUp) {
  EXPECT_EQ(
      Play(Growing([](double x) { return 1024 * x + 3e6 * (1 - std::exp(-x / 8000)); }, 2000)).leak,
      kPlays);
}

TEST(Decide, FindsALeakIntoATableThatDoubles) {
  const auto table = [](double x) { return 64 * x + 8 * std::exp2(std::ceil(std::log2(x + 1))); };
  EXPECT_EQ(Play(Growing(table, 2000)).leak, kPlays);
}

// V8's arrays do.
TEST(Decide, FindsALeakIntoATableThatGrowsByHalf) {
  const auto table = [](double x) {
    return 24 * x + 8 * std::pow(1.5, std::ceil(std::log(x + 1) / std::log(1.5)));
  };
  int leak = 0;
  for (int seed = 1; seed <= kPlays; ++seed) {
    SeriesMaker maker(static_cast<uint64_t>(seed));
    leak += Decide(maker.Make(kRounds, kRequests, table, 4000), kBytes).outcome == Outcome::kLeak;
  }
  EXPECT_EQ(leak, kPlays);
}

// A JVM's objects, of which two of each 100th request stay: at first others come and go beside
// them.
TEST(Decide, FindsALeakInTheLaterHalfByAsFewReadingsAsInAWholeRun) {
  std::vector<Point> points;
  for (int i = 0; i < 60; ++i) {
    const double x = i * 1500.0;
    points.push_back({x, std::floor(x / 50) + (i < 20 ? 120 * std::sin(i * i) : 0)});
  }
  EXPECT_EQ(Decide(points, {.slope = 1.0 / 64, .floor = 64, .resolution = 1}).outcome,
            Outcome::kLeak);
}

TEST(Decide, EstimatesTheSlopeWithinItsInterval) {
  SeriesMaker maker(3);
  const Verdict verdict = Decide(maker.Make(
                                     60, 500, [](double x) { return 282 * x; }, 3000),
                                 kBytes);
  EXPECT_EQ(verdict.outcome, Outcome::kLeak);
  EXPECT_EQ(verdict.law, GrowthLaw::kSustained);
  EXPECT_NEAR(verdict.slope.estimate, 282, 5);
  EXPECT_LE(verdict.slope.low, 282);
  EXPECT_GE(verdict.slope.high, 282);
}

TEST(Decide, NeverCallsNoiseALeak) {
  for (const double noise : {3e4, 3e5, 2e6}) {
    EXPECT_EQ(Play(Growing([](double) { return 0; }, noise)).leak, 0) << noise;
  }
}

TEST(Decide, NeverCallsALeakOfFourTimesTheToleranceClean) {
  for (const double noise : {0.0, 3e4, 3e5, 2e6}) {
    EXPECT_EQ(Play(Growing([](double x) { return 32 * x; }, noise)).clean, 0) << noise;
  }
}

TEST(Decide, NeverCallsARandomWalkALeakMoreThanItsConfidenceAllows) {
  const Counts counts = Play([](SeriesMaker& maker) {
    double at = 0;
    return maker.Make(kRounds, kRequests, [&](double) { return at += 5e4 * maker.Normal(); });
  });
  EXPECT_LE(counts.leak, 3);  // 1 %
}

TEST(Decide, NeverCallsGrowthThatDiesOutALeak) {
  for (const double share : {0.02, 0.1, 0.3}) {
    const double c = share * kEnd;
    EXPECT_EQ(Play(Growing([=](double x) { return 3e6 * std::log1p(x / c); }, kPage)).leak, 0)
        << "log " << share;
    EXPECT_EQ(Play(Growing([=](double x) { return 3e6 * (1 - std::exp(-x / c)); }, kPage)).leak, 0)
        << "exp " << share;
  }
  EXPECT_EQ(Play(Growing([=](double x) { return 3e6 * std::sqrt(x / kEnd); }, kPage)).leak, 0)
      << "sqrt";
}

TEST(Decide, NeverCallsThreadStacksTouchedOneByOneALeak) {
  const Counts counts = Play([](SeriesMaker& maker) {
    std::vector<bool> touched(64);
    double bytes = 0;
    return maker.Make(kRounds, kRequests, [&, touched](double) mutable {
      for (int i = 0; i < 3; ++i) {
        const auto stack = static_cast<size_t>(maker.Uniform() * 64);
        if (!touched[stack]) bytes += 2e4 + 6e4 * maker.Uniform();
        touched[stack] = true;
      }
      return bytes;
    });
  });
  EXPECT_EQ(counts.leak, 0);
}

TEST(Decide, NeverCallsAFewStepsALeak) {
  const Counts counts = Play([](SeriesMaker& maker) {
    double at = 0;
    return maker.Make(kRounds, kRequests, [&](double) {
      return at += maker.Uniform() < 0.05 ? 2e5 * maker.Uniform() : 0;
    });
  });
  EXPECT_EQ(counts.leak, 0);
}

TEST(Decide, NeverCallsASawtoothOfAFewCyclesALeak) {
  for (const int cycle : {2, 5, 11, 23}) {
    const Counts counts = Play([cycle](SeriesMaker& maker) {
      double at = cycle * maker.Uniform();
      return maker.Make(
          kRounds, kRequests, [&](double) { return std::fmod(at += 1, cycle) * 1e5; }, 2e4);
    });
    EXPECT_EQ(counts.leak, 0) << cycle;
  }
}

TEST(Decide, CallsAWarmUpInTwoStagesClean) {
  const auto stages = [=](double x) {
    return 4e6 * std::min(x / kEnd / 0.05, 1.0) + (x > 0.3 * kEnd ? 3e6 : 0);
  };
  EXPECT_EQ(Play(Growing(stages, kPage)).clean, kPlays);
}

// A compiler makes the server faster, so that the later half of the requests has few readings.
TEST(Decide, CallsAServerCleanThatBecomesFaster) {
  std::vector<Point> points;
  double x = 0;
  for (int i = 0; i < 40; ++i) {
    x += i < 24 ? 500 : 2'000;
    points.push_back({x, 2e6 + (i < 12 ? 2e4 * i : 2.4e5 - 1e4 * std::min(i - 12, 12))});
  }
  EXPECT_EQ(Decide(points, kBytes).outcome, Outcome::kClean);
}

TEST(Decide, CallsAWarmUpClearOfItsLastQuarterClean) {
  const auto saturating = [](double x) { return 1e6 * std::min(x / 45'000, 1.0); };
  EXPECT_EQ(Play(Growing(saturating)).clean, kPlays);
}

// A leak at the tolerance makes 400 KB, and the noise is 100 KB. What its last readings make is not
// growth that began late.
TEST(Decide, CallsHalfOfTheSeriesCleanWhoseNoiseWouldNearlyHideALeak) {
  int clean = 0;
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    SeriesMaker maker(seed);
    const auto series = maker.Make(
        100, 500, [](double) { return 0; }, 1e5);
    clean += Decide(series, kBytes).outcome == Outcome::kClean;
  }
  EXPECT_GE(clean, 29);
}

// A power of 0.48 looks as a square root does, and the leak is in what they differ by.
TEST(Decide, DoesNotCallALeakCleanBesideAShapeThatIsNearlyOneOfItsOwn) {
  int clean = 0;
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    SeriesMaker maker(seed);
    const auto growth = [](double x) { return 1.8e7 * std::pow(x / 5e4, 0.48) + 16 * x; };
    clean += Decide(maker.Make(100, 500, growth, 2e4), kBytes).outcome == Outcome::kClean;
  }
  EXPECT_LE(clean, 2);
}

// It grows by 290 B a request at its end, and a fiftieth of that may be a leak.
TEST(Decide, CallsASteepLogarithmClean) {
  SeriesMaker maker(1);
  const auto growth = [](double x) { return 280 * kEnd * std::log1p(x / kEnd / 0.1); };
  EXPECT_EQ(Decide(maker.Make(kRounds, kRequests, growth), kBytes).outcome, Outcome::kClean);
}

// Two pools fill by chance, one far sooner than the other. Of what the slower one grows by in the
// last quarter, in bytes a request, a twentieth may be a leak.
TEST(Decide, CallsAMixtureCleanAsFarAsItIsKnown) {
  const auto grows_by = [](double bytes) {
    const auto slow = [](double x) { return 1 - std::exp(-x / kEnd / 0.13); };
    const double size = bytes * 0.25 * kEnd / (slow(kEnd) - slow(0.75 * kEnd));
    SeriesMaker maker(1);
    const auto growth = [=](double x) {
      return size * (slow(x) + 0.5 * (1 - std::exp(-x / kEnd / 0.03)));
    };
    return Decide(maker.Make(kRounds, kRequests, growth), kBytes).outcome;
  };
  EXPECT_EQ(grows_by(60), Outcome::kClean);
  EXPECT_EQ(grows_by(100), Outcome::kInconclusive);
}

TEST(Decide, NeverCallsALeakInRareStepsClean) {
  const Counts counts = Play([](SeriesMaker& maker) {
    const double phase = 10 * maker.Uniform();
    const auto steps = [=](double x) { return 1e5 * std::floor(x / 150 / 10 + phase / 10); };
    return maker.Make(kRounds, 150, steps);
  });
  EXPECT_EQ(counts.clean, 0);
}

TEST(Decide, SaysWhenGrowthSlowsDown) {
  SeriesMaker maker(5);
  const Verdict verdict =
      Decide(maker.Make(80, 1000, [](double x) { return 3e6 * std::log1p(x / 2000); }), kBytes);
  EXPECT_EQ(verdict.law, GrowthLaw::kSlowing);
  EXPECT_NE(verdict.reason.find("slowly"), std::string::npos) << verdict.reason;
}

TEST(Decide, SaysWhenGrowthMayBeAPartOfACycle) {
  SeriesMaker maker(5);
  const auto cycle = [](double x) { return x < 10'000 ? 400 * x : 100 * (x - 10'000); };
  const Verdict verdict = Decide(maker.Make(70, 1000, cycle), kBytes);
  EXPECT_EQ(verdict.outcome, Outcome::kInconclusive);
  EXPECT_NE(verdict.reason.find("cycle"), std::string::npos) << verdict.reason;
}

// A collector gives back some of what it took, once.
TEST(Decide, FindsALeakThatFellByAThirdOfItInBetween) {
  const auto fell_by = [](double bytes) {
    SeriesMaker maker(5);
    return Decide(
        maker.Make(70, 1000, [=](double x) { return 100 * x - (x > 12'000 ? bytes : 0); }), kBytes);
  };
  EXPECT_EQ(fell_by(7e6 * 0.34).outcome, Outcome::kLeak);
  EXPECT_EQ(fell_by(7e6 * 0.7).outcome, Outcome::kInconclusive);
}

// The first part of a logarithm has about any end.
TEST(Decide, CallsACurveCleanFromTwiceTheReadingsOn) {
  const auto curve = [](double x) { return 3e5 * std::log1p(x / 2000); };
  SeriesMaker maker(5);
  const std::vector<Point> series = maker.Make(60, 1000, curve);
  EXPECT_EQ(Decide(std::span(series).first(40), kBytes).outcome, Outcome::kInconclusive);
  EXPECT_EQ(Decide(series, kBytes).outcome, Outcome::kClean);
}

TEST(Decide, SaysWhenGrowthBeganLate) {
  SeriesMaker maker(5);
  const auto late = [](double x) { return x < 39'000 ? 0 : 100 * (x - 39'000); };
  const Verdict verdict = Decide(maker.Make(80, 1000, late), kBytes);
  EXPECT_EQ(verdict.outcome, Outcome::kInconclusive);
  EXPECT_EQ(verdict.law, GrowthLaw::kLate);
}

TEST(Decide, IsInconclusiveOnTooFewReadingsOrRequests) {
  SeriesMaker maker(5);
  EXPECT_EQ(Decide({}, kBytes).outcome, Outcome::kInconclusive);
  EXPECT_EQ(Decide(maker.Make(8, 1000, [](double) { return 0; }), kBytes).outcome,
            Outcome::kInconclusive);
  const Verdict few = Decide(maker.Make(40, 10, [](double) { return 0; }), kBytes);
  EXPECT_EQ(few.outcome, Outcome::kInconclusive);
  EXPECT_NE(few.reason.find("too few requests"), std::string::npos) << few.reason;
}

TEST(Decide, JudgesCountsAsItJudgesBytes) {
  const Tolerance descriptors{.slope = 0.001, .floor = 4, .resolution = 1};
  const auto leak = [](SeriesMaker& maker) {
    return maker.Make(
        kRounds, kRequests, [](double x) { return std::floor(x / 100); }, 0, 1);
  };
  const auto flat = [](SeriesMaker& maker) {
    return maker.Make(
        kRounds, kRequests, [](double) { return 0; }, 0, 1);
  };
  EXPECT_EQ(Play(leak, descriptors).leak, kPlays);
  EXPECT_EQ(Play(flat, descriptors).clean, kPlays);
}

// Growth of `mean` bytes a round on average, in a fifth of the rounds, each by an amount of its
// own.
Make Bursts(double mean) {
  return [=](SeriesMaker& maker) {
    double grown = 0;
    return maker.Make(3 * kRounds, kRequests, [&](double) {
      if (maker.Uniform() < 0.2) grown -= std::log(1 - maker.Uniform()) * mean * 5;
      return grown;
    });
  };
}

// Random amounts at random times fit no line: their noise adds up.
TEST(Decide, FindsMostLeaksInBursts) {
  const Counts counts = Play(Bursts(256e3));
  EXPECT_GT(counts.leak, kPlays / 2)
      << counts.inconclusive << " INCONCLUSIVE, CLEAN " << counts.clean;
}

TEST(Decide, BurstsAreDecidedOnAtTheLastLookOnly) {
  int leaks = 0;
  int early = 0;
  for (uint64_t seed = 1; seed <= 100; ++seed) {
    SeriesMaker maker(seed);
    const std::vector<Point> series = Bursts(256e3)(maker);
    early += Decide(series, kBytes).reason.find("bursts") != std::string::npos;
    leaks += Decide(series, kBytes, {.last_look = true}).outcome == Outcome::kLeak;
  }
  EXPECT_EQ(early, 0);
  EXPECT_GT(leaks, 50);
}

TEST(Conclusive, LetsCleanComeEarlyAndLeakOnlyLate) {
  const auto verdict = [](Outcome outcome, double growth) {
    Verdict made;
    made.outcome = outcome;
    made.growth = growth;
    return made;
  };
  const Verdict clean = verdict(Outcome::kClean, 0);
  const Verdict leak = verdict(Outcome::kLeak, 1e6);
  const Verdict huge = verdict(Outcome::kLeak, 1e9);
  EXPECT_TRUE(Conclusive(clean, 0.1, Patience::kResident));
  EXPECT_FALSE(Conclusive(huge, 0.5, Patience::kResident));
  EXPECT_TRUE(Conclusive(leak, 0.6, Patience::kResident));
  EXPECT_FALSE(Conclusive(leak, 0.2, Patience::kCounted));
  EXPECT_TRUE(Conclusive(huge, 0.2, Patience::kCounted));
  EXPECT_TRUE(Conclusive(leak, 0.33, Patience::kCounted));
  EXPECT_FALSE(Conclusive({}, 1, Patience::kCounted));
}

TEST(Conclusive, TakesLessOfWhatIsCountedTheLongerItGrew) {
  const auto grown = [](double mebibytes, double share) {
    Verdict leak;
    leak.outcome = Outcome::kLeak;
    leak.growth = mebibytes * (1 << 20);
    return Conclusive(leak, share, Patience::kCounted);
  };
  EXPECT_FALSE(grown(1000, 0.11));
  EXPECT_FALSE(grown(45, 0.151));
  EXPECT_TRUE(grown(90, 0.151));
  EXPECT_FALSE(grown(2.8, 0.249));
  EXPECT_TRUE(grown(5.6, 0.249));
}

// The later half of 0.66 of the budget is too little where a warm-up took the first half of it.
TEST(Conclusive, CountsFromWhereTheGrowthBegins) {
  Verdict leak;
  leak.outcome = Outcome::kLeak;
  leak.range = 1000;
  EXPECT_TRUE(Conclusive(leak, 0.66, Patience::kResident));
  leak.grows_from = 50;
  EXPECT_TRUE(Conclusive(leak, 0.66, Patience::kResident));
  leak.grows_from = 150;
  EXPECT_FALSE(Conclusive(leak, 0.66, Patience::kResident));
}

TEST(Looks, ComeAtGrowingLengths) {
  Looks looks(32);
  std::vector<size_t> due;
  for (size_t n = 1; n <= 80; ++n) {
    if (looks.Due(n, 0)) due.push_back(n);
  }
  EXPECT_EQ(due, (std::vector<size_t>{32, 38, 45, 54, 64, 76}));
}

TEST(Looks, ComeOnceMoreWhenWhatWasMissingIsThere) {
  const auto due_at = [](double budget_share) {
    Looks looks(32);
    std::vector<size_t> due;
    for (size_t n = 1; n <= 60; ++n) {
      const double x = 100.0 * static_cast<double>(n);
      if (!looks.Due(n, x)) continue;
      due.push_back(n);
      looks.AlsoAt(x + 250, budget_share);  // by the next reading but two
    }
    return due;
  };
  EXPECT_EQ(due_at(0.9), (std::vector<size_t>{32, 35, 38, 41, 45, 48, 54, 57}));
  // The next look by length comes early enough.
  EXPECT_EQ(due_at(0.8), (std::vector<size_t>{32, 38, 45, 54}));
}

}  // namespace
}  // namespace seep
