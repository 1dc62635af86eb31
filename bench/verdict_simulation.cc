// How often the engine is right on series of known nature: verdict_simulation [RUNS [CLASS]]
//
// Plays each class of series as a run would: looks at growing lengths, and a last look when the
// budget is used. A run is 120 rounds of 600 requests. Prints a Markdown table, one row a class and
// leak, and beside it the share of runs that two readings, before the first request and after
// 30,000, would call a leak for having grown by more than 16 or 4 MiB.
//
// Exit codes: 0 at most one run in 1,000 of each row is a false LEAK, or a false CLEAN of a leak of
// four times the tolerance or more; 1 not. What a run of this length cannot tell ("for longer") has
// its rows, and no bound on LEAK.

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "simulated_classes.h"
#include "stats/decision.h"

namespace seep {
namespace {

struct Leak {
  std::string name;
  double bytes = 0;  // each time
  double every = 1;  // requests
};

struct Tally {
  std::atomic<int> leak = 0, clean = 0, unsure = 0;
  std::atomic<int> over_16_mib = 0, over_4_mib = 0;  // by two readings
};

constexpr double kReadyBytes = 8e6;  // before the first request
constexpr size_t kTwoReadingsRound = 30'000 / 600;
static_assert(kRequests == 600);

double Reading(const Series& base, const Leak& leak, size_t round, double step) {
  const double x = static_cast<double>(round + 1) * kRequests;
  const double y = kReadyBytes + base[round] + leak.bytes * std::floor(x / leak.every);
  return std::floor(y / step) * step;
}

Outcome Play(const Class& of, const Leak& leak, const Series& base, size_t& rounds) {
  std::vector<Point> points;
  Looks looks(Evidence{}.points_min);
  const Tolerance& tolerance = of.meter->tolerance;
  for (size_t i = 0; i < base.size(); ++i) {
    const double x = static_cast<double>(i + 1) * kRequests;
    points.push_back({x, Reading(base, leak, i, tolerance.resolution)});
    const bool last = i + 1 == base.size();
    if (!looks.Due(i + 1) && !last) continue;
    Evidence evidence;
    evidence.last_look = last;
    const Verdict verdict = Decide(points, tolerance, evidence);
    rounds = i + 1;
    if (Conclusive(verdict, static_cast<double>(i + 1) / kRounds, of.meter->patience))
      return verdict.outcome;
  }
  return Outcome::kInconclusive;
}

// Whether no more verdicts are false than may be.
bool Right(const Class& of, const Leak& leak, const Tally& tally, int runs) {
  const double rate = leak.bytes / leak.every;
  const double tolerance = of.meter->tolerance.slope;
  if (rate < tolerance && !of.beyond && tally.leak > runs / 1000) return false;
  return rate < 4 * tolerance || tally.clean <= runs / 1000;
}

bool Row(const Class& of, const Leak& leak, int runs) {
  Tally tally;
  std::vector<size_t> rounds(static_cast<size_t>(runs));
  std::vector<std::thread> threads;
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&, t] {
      for (int run = t; run < runs; run += 2) {
        Random random(static_cast<uint64_t>(run) * 7919 + 17);
        const Series base = of.make(random);
        const Outcome outcome = Play(of, leak, base, rounds[static_cast<size_t>(run)]);
        const double grown = Reading(base, leak, kTwoReadingsRound - 1, 1) - kReadyBytes;
        tally.over_16_mib += grown > (16 << 20);
        tally.over_4_mib += grown > (4 << 20);
        ++(outcome == Outcome::kLeak    ? tally.leak
           : outcome == Outcome::kClean ? tally.clean
                                        : tally.unsure);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::sort(rounds.begin(), rounds.end());
  const double all = runs / 100.0;
  fmt::print("| {} | {} | {} | {:.2f} | {:.2f} | {:.2f} | {} | {} | {:.0f} | {:.0f} |\n",
             of.meter->name, of.name, leak.name, tally.leak / all, tally.clean / all,
             tally.unsure / all, rounds[rounds.size() / 2], rounds[rounds.size() * 95 / 100],
             tally.over_16_mib / all, tally.over_4_mib / all);
  std::fflush(stdout);
  return Right(of, leak, tally, runs);
}

}  // namespace
}  // namespace seep

int main(int argc, char** argv) {
  using namespace seep;
  const int runs = argc > 1 ? std::atoi(argv[1]) : 2000;
  const std::string only = argc > 2 ? argv[2] : "";
  const std::vector<Leak> leaks = {{"none", 0, 1},
                                   {"1 B a request", 1, 1},
                                   {"32 B a request", 32, 1},
                                   {"32 KB every 1,000th", 32e3, 1000},
                                   {"256 B a request", 256, 1},
                                   {"256 KB every 1,000th", 256e3, 1000},
                                   {"8 KB a request", 8192, 1}};
  const std::vector<Leak> counted = {{"none", 0, 1},
                                     {"16 B every 100th", 16, 100},
                                     {"64 B every 100th", 64, 100},
                                     {"1 KB every 1,000th", 1024, 1000},
                                     {"32 B a request", 32, 1},
                                     {"8 KB a request", 8192, 1}};
  fmt::print(
      "| meter | class | leak | LEAK, % | CLEAN, % | INCONCLUSIVE, % | rounds, median | rounds, 95 "
      "% "
      "| over 16 MiB, % | over 4 MiB, % |\n|---|---|---|---|---|---|---|---|---|---|\n");
  bool right = true;
  for (const Class& of : Classes()) {
    if (of.name.find(only) == std::string::npos) continue;
    for (const Leak& leak : of.meter == &kCounted ? counted : leaks) right &= Row(of, leak, runs);
  }
  return right ? 0 : 1;
}
