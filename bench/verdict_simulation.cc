// How often the engine is right on series of known nature: verdict_simulation
// [RUNS] [--only PART_OF_A_CLASS]… [--leak PART_OF_A_LEAK]
//
// Plays each class of series as a run would: looks at growing lengths, a last look when the budget
// of 120 rounds of 600 requests is used, and if it is undecided then, as many rounds more as the
// time that it may take in all is longer. Prints a Markdown table, one row a class and
// leak, and beside it the share of runs that two readings, before the first request and after
// 30,000, would call a leak for having grown by more than 16 or 4 MiB.
//
// Exit codes: 0 at most one run in 1,000 of each row is a false LEAK, or a false CLEAN of a leak of
// four times the tolerance or more, and less than 5 % of the clear ones of each row are
// INCONCLUSIVE; 1 not. Clear are those without a leak, and those in which a leak of four times the
// tolerance or more grows by more than all else does, and not in bursts. Some classes may be
// INCONCLUSIVE (Bound); what a run of this length cannot tell ("for longer") has no bound on LEAK
// either. Leaks in bursts have none on CLEAN: nothing may happen for long enough at the beginning.

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "simulated_classes.h"
#include "simulated_run.h"

namespace seep {
namespace {

struct Tally {
  std::atomic<int> leak = 0, clean = 0, unsure = 0;
  std::atomic<int> clear = 0, clear_unsure = 0;      // of those that have to be decided
  std::atomic<int> over_16_mib = 0, over_4_mib = 0;  // by two readings
};

constexpr double kSureTolerances = 4;

// No leak, or one of four times the tolerance or more that grows by more over the budget than all
// else in the series.
bool IsClear(const Class& of, const Leak& leak, const PlayedRun& played) {
  const double tolerance = of.meter->tolerance.slope;
  if (leak.Rate() < tolerance) return true;
  return !leak.bursts && leak.Rate() >= kSureTolerances * tolerance &&
         leak.Rate() * kEnd > played.own_bytes;
}

// Whether no more verdicts are false, and no more of the clear ones open, than may be.
bool Right(const Class& of, const Leak& leak, const Tally& tally, int runs) {
  const double rate = leak.Rate();
  const double tolerance = of.meter->tolerance.slope;
  if (rate < tolerance && of.bound != Bound::kNoVerdict && tally.leak > runs / 1000) return false;
  if (of.bound == Bound::kAll && tally.clear_unsure * 20 > std::max<int>(tally.clear, 20))
    return false;
  return rate < kSureTolerances * tolerance || leak.bursts || tally.clean <= runs / 1000;
}

bool Row(const Class& of, const Leak& leak, int runs) {
  Tally tally;
  std::vector<size_t> rounds(static_cast<size_t>(runs));
  std::vector<std::thread> threads;
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&, t] {
      for (int run = t; run < runs; run += 2) {
        Random random(static_cast<uint64_t>(run) * 7919 + 17);
        const PlayedRun played =
            of.make ? PlaySeries(of, leak, random) : PlayGrowthWithTime(leak, random);
        rounds[static_cast<size_t>(run)] = played.rounds;
        if (IsClear(of, leak, played)) {
          ++tally.clear;
          tally.clear_unsure += played.outcome == Outcome::kInconclusive;
        }
        const double grown = played.two_readings_bytes;
        tally.over_16_mib += grown > (16 << 20);
        tally.over_4_mib += grown > (4 << 20);
        ++(played.outcome == Outcome::kLeak    ? tally.leak
           : played.outcome == Outcome::kClean ? tally.clean
                                               : tally.unsure);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::sort(rounds.begin(), rounds.end());
  const double all = runs / 100.0;
  const bool right = Right(of, leak, tally, runs);
  const std::string clear =
      tally.clear == 0 ? "" : fmt::format("{:.2f}", 100.0 * tally.clear_unsure / tally.clear);
  fmt::print("| {} | {} | {} | {:.2f} | {:.2f} | {:.2f} | {}{} | {} | {} | {:.0f} | {:.0f} |\n",
             of.meter->name, of.name, leak.name, tally.leak / all, tally.clean / all,
             tally.unsure / all, clear, right ? "" : " **missed**", rounds[rounds.size() / 2],
             rounds[rounds.size() * 95 / 100], tally.over_16_mib / all, tally.over_4_mib / all);
  std::fflush(stdout);
  return right;
}

struct Asked {
  int runs = 2000;
  std::vector<std::string> classes, leaks;  // parts of their names; all where there are none
};

Asked Parse(int argc, char** argv) {
  Asked asked;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const bool more = i + 1 < argc;
    if (word == "--only" && more)
      asked.classes.push_back(argv[++i]);
    else if (word == "--leak" && more)
      asked.leaks.push_back(argv[++i]);
    else
      asked.runs = std::max(1, std::atoi(argv[i]));
  }
  return asked;
}

bool Named(const std::string& name, const std::vector<std::string>& parts) {
  return parts.empty() || std::any_of(parts.begin(), parts.end(), [&](const std::string& part) {
           return name.find(part) != std::string::npos;
         });
}

}  // namespace
}  // namespace seep

int main(int argc, char** argv) {
  using namespace seep;
  const Asked asked = Parse(argc, argv);
  const std::vector<Leak> leaks = {{"none", 0, 1},
                                   {"1 B a request", 1, 1},
                                   {"32 B a request", 32, 1},
                                   {"32 KB every 1,000th", 32e3, 1000},
                                   {"256 B a request", 256, 1},
                                   {"256 KB every 1,000th", 256e3, 1000},
                                   {"256 B a request, in bursts", 256, 1, true},
                                   {"8 KB a request", 8192, 1}};
  const std::vector<Leak> counted = {{"none", 0, 1},
                                     {"16 B every 100th", 16, 100},
                                     {"64 B every 100th", 64, 100},
                                     {"1 KB every 1,000th", 1024, 1000},
                                     {"32 B a request", 32, 1},
                                     {"32 B a request, in bursts", 32, 1, true},
                                     {"8 KB a request", 8192, 1}};
  fmt::print(
      "| meter | class | leak | LEAK, % | CLEAN, % | INCONCLUSIVE, % | of the clear ones, % "
      "| rounds, median | rounds, 95 % | over 16 MiB, % | over 4 MiB, % |\n"
      "|---|---|---|---|---|---|---|---|---|---|---|\n");
  bool right = true;
  for (const Class& of : Classes()) {
    if (!Named(of.name, asked.classes)) continue;
    for (const Leak& leak : of.meter == &kCounted ? counted : leaks) {
      if (!Named(leak.name, asked.leaks)) continue;
      if (of.make || !leak.bursts) right &= Row(of, leak, asked.runs);
    }
  }
  return right ? 0 : 1;
}
