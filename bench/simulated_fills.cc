// Fills in stages, and rounds that are not of one size: no leak in any of them.

#include <algorithm>
#include <cmath>
#include <utility>

#include "simulated_classes.h"

namespace seep {
namespace {

using Growth = std::function<double(double x)>;

// Readings that tell a hinge from the straight line before it.
constexpr size_t kAfterHinge = 12;

// Over so many requests as the budget has room for.
Growth DyingOut(Random& random, double height, double end) {
  const double c = end * random.Log(0.02, 0.3);
  const double full = end * random.Uniform(0.05, 0.4);
  switch (random.Index(4)) {
    case 0:
      return [=](double x) { return height * std::log1p(x / c) / std::log1p(end / c); };
    case 1:
      return [=](double x) { return height * std::sqrt(x / end); };
    case 2:
      return [=](double x) { return height * (1 - std::exp(-x / c)); };
    default:
      return [=](double x) { return height * std::min(1.0, x / full); };
  }
}

// An early ramp, over soon and large, and then creep: logarithm, square root or exponential.
Growth RampThenCreep(Random& random, double least) {
  const double ramp = random.Log(10 * least, 1e3 * least);
  const double ends = kEnd * random.Log(0.005, 0.1);
  const double height = random.Log(least, 30 * least);
  const double c = kEnd * random.Log(0.01, 0.2);
  const size_t kind = random.Index(3);
  return [=](double x) {
    const double creep = kind == 0   ? std::log1p(x / c) / std::log1p(kEnd / c)
                         : kind == 1 ? std::sqrt(x / kEnd)
                                     : 1 - std::exp(-x / c);
    return ramp * std::min(1.0, x / ends) + height * creep;
  };
}

// A fill that slows down late and goes on at a tenth to two fifths of its pace, which dies out.
Course HingeThenSlope(Random& random, double least) {
  const double height = random.Log(10 * least, 1e3 * least);
  const double hinge = kEnd * random.Uniform(0.5, 0.9);
  const double pace = random.Uniform(0.1, 0.4) * height / hinge;
  const double scale = kEnd * random.Log(0.02, 0.15);
  const bool log = random.Chance(0.5);
  Course course(Along(EvenEnds(), [=](double x) {
    const double after = std::max(0.0, x - hinge) / scale;
    const double dying = log ? std::log1p(after) : 1 - std::exp(-after);
    return height * std::min(1.0, x / hinge) + pace * scale * dying;
  }));
  course.first_look = static_cast<size_t>(hinge / kRequests) + kAfterHinge;
  return course;
}

// Fills fast, then at a twentieth to a half of that pace, and is full after two fifths of the run
// at most, as the other classes are.
Growth TwoPaces(Random& random, double least) {
  const double height = random.Log(10 * least, 1e3 * least);
  const double first = kEnd * random.Log(0.01, 0.15);
  const double full = first + random.Uniform(0.05 * kEnd, 0.4 * kEnd - first);
  const double pace = random.Uniform(0.05, 0.5) * height / first;
  return [=](double x) {
    return height * std::min(1.0, x / first) + pace * std::clamp(x - first, 0.0, full - first);
  };
}

// Rounds that shrink late, as parts do that are sent to see what growth follows.
Series LateSmallRounds(Random& random) {
  const size_t from = static_cast<size_t>(kRounds * random.Uniform(0.3, 0.9));
  const double requests = kRequests * random.Log(0.05, 0.3);
  Series ends;
  double x = 0;
  for (size_t i = 0; i < kRoundsMost; ++i) ends.push_back(x += i < from ? kRequests : requests);
  return ends;
}

// One slow round, in which few requests fit; half of the time those after it are small for good.
Series OneSlowRound(Random& random) {
  const size_t slow = 5 + random.Index(kRounds - 10);
  const double requests = kRequests * random.Log(0.01, 0.1);
  const double later = random.Chance(0.5) ? kRequests : kRequests * random.Log(0.1, 0.5);
  Series ends;
  double x = 0;
  for (size_t i = 0; i < kRoundsMost; ++i) {
    ends.push_back(x += i < slow ? kRequests : i == slow ? requests : later);
  }
  return ends;
}

Make Uneven(Series (*make)(Random&), double least) {
  return [=](Random& random) {
    Series ends = make(random);
    Series y = Along(ends, DyingOut(random, random.Log(least, 100 * least), ends[kRounds - 1]));
    return Course(std::move(y), std::move(ends));
  };
}

}  // namespace

void AddFills(const MeterKind& meter, std::vector<Class>& all) {
  const bool pages = meter.tolerance.resolution >= kPage;
  const double least = pages ? 1e5 : 1e3;  // below it there is next to no growth to judge
  const double step = pages ? kPage : 0;
  const auto add = [&](std::string name, const Make& make) {
    all.push_back({std::move(name),
                   [=](Random& random) {
                     Course course = make(random);
                     for (double& y : course.y) y += step * static_cast<double>(random.Index(3));
                     return course;
                   },
                   &meter, Bound::kNotFalse});
  };
  add("ramp, then creep",
      [=](Random& r) { return Course(Along(EvenEnds(), RampThenCreep(r, least))); });
  add("hinge, then slope", [=](Random& r) { return HingeThenSlope(r, least); });
  add("fill of two paces",
      [=](Random& r) { return Course(Along(EvenEnds(), TwoPaces(r, least))); });
  add("late small rounds", Uneven(LateSmallRounds, least));
  add("one slow round", Uneven(OneSlowRound, least));
}

}  // namespace seep
