#pragma once
// Series of known nature: what servers do to their memory without a leak, for verdict_simulation.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "model/verdict.h"
#include "stats/looks.h"

namespace seep {

inline constexpr size_t kRounds = 120;
inline constexpr size_t kRoundsMost = 400;  // of a run that is undecided until then
inline constexpr double kRequests = 600;    // a round
inline constexpr double kEnd = kRounds * kRequests;
inline constexpr double kPage = 4096;

class Random {
 public:
  explicit Random(uint64_t seed) : random_(seed) {}
  double Normal() { return normal_(random_); }
  double Uniform(double from, double to) { return from + (to - from) * uniform_(random_); }
  double Log(double from, double to) { return std::exp(Uniform(std::log(from), std::log(to))); }
  bool Chance(double share) { return uniform_(random_) < share; }
  size_t Index(size_t count) { return static_cast<size_t>(Uniform(0, static_cast<double>(count))); }

 private:
  std::mt19937_64 random_;
  std::normal_distribution<double> normal_;
  std::uniform_real_distribution<double> uniform_;
};

using Series = std::vector<double>;  // y after each round

// The requests so far after each of kRoundsMost rounds of kRequests.
Series EvenEnds();

// y after each of the rounds that end at so many requests.
Series Along(const Series& ends, const std::function<double(double x)>& growth);

// With pages that come and go.
Series Flicker(Random& random, Series y);

// What a server does in the rounds of a run.
struct Course {
  // Rounds of the same size, looked at from the first reading on.
  Course(Series all) : y(std::move(all)), ends(EvenEnds()) {}
  Course(Series all, Series uneven) : y(std::move(all)), ends(std::move(uneven)) {}

  Series y;
  Series ends;            // the requests so far after each round
  size_t first_look = 0;  // no look before so many rounds: until then nothing tells it from a leak
};
using Make = std::function<Course(Random&)>;

struct MeterKind {
  std::string name;
  Tolerance tolerance;
  Patience patience = Patience::kResident;
};

inline const MeterKind kResident{
    "anonymous", {.slope = 8, .floor = 32 * 1024, .resolution = kPage}, Patience::kResident};
inline const MeterKind kCounted{
    "live heap", {.slope = 0.1, .floor = 192, .resolution = 16}, Patience::kCounted};

// What is asked of the verdicts on a class.
enum class Bound : uint8_t {
  kAll,
  kNotFalse,   // it may be INCONCLUSIVE
  kNoVerdict,  // beyond what a run of this length can tell
};

// What the server does to its memory without a leak.
struct Class {
  std::string name;
  Make make;  // none: grows with time
  const MeterKind* meter = &kResident;
  Bound bound = Bound::kAll;
};

// All of them. Warm-ups have time constants of 1 to 20 % of the run, sizes are spread evenly over
// the logarithm.
std::vector<Class> Classes();

// Those that fill in stages and those whose rounds are not of one size, of a meter
// (simulated_fills.cc).
void AddFills(const MeterKind& meter, std::vector<Class>& all);

}  // namespace seep
