#include "simulated_classes.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace seep {

Series EvenEnds() {
  Series ends;
  for (size_t i = 1; i <= kRoundsMost; ++i) ends.push_back(static_cast<double>(i) * kRequests);
  return ends;
}

Series Along(const Series& ends, const std::function<double(double x)>& growth) {
  Series y;
  for (const double end : ends) y.push_back(growth(end));
  return y;
}

Series Flicker(Random& random, Series y) {
  for (double& value : y) value += kPage * static_cast<double>(random.Index(3));
  return y;
}

namespace {

Series Along(const std::function<double(double x)>& growth) {
  return seep::Along(EvenEnds(), growth);
}

Series White(Random& random, double deviation) {
  return Along([&](double) { return deviation * random.Normal(); });
}

Series Autoregressive(Random& random, double deviation, double correlation) {
  double at = deviation * random.Normal();
  return Along([&](double) {
    at = correlation * at + std::sqrt(1 - correlation * correlation) * deviation * random.Normal();
    return at;
  });
}

Series Walk(Random& random, double deviation) {
  double at = 0;
  return Along([&](double) { return at += deviation * random.Normal(); });
}

Series Steps(Random& random, size_t count, double least, double most) {
  Series y(kRoundsMost);
  for (size_t i = 0; i < count; ++i) {
    const size_t at = random.Index(kRounds);
    const double rise = random.Log(least, most);
    for (size_t k = at; k < kRoundsMost; ++k) y[k] += rise;
  }
  return y;
}

Series Coupons(Random& random) {
  std::vector<bool> touched(16 + random.Index(500));
  // Most have been touched after 1 to 20 % of the run.
  const double a_round = static_cast<double>(touched.size()) / (kRounds * random.Log(0.01, 0.2));
  const double size = random.Log(8e3, 1e5);
  double bytes = 0;
  return Along([&](double) {
    for (double left = a_round; left > 0; left -= 1) {
      if (left < 1 && !random.Chance(left)) break;
      const size_t stack = random.Index(touched.size());
      if (!touched[stack]) bytes += size * random.Uniform(0.5, 1.5);
      touched[stack] = true;
    }
    return bytes;
  });
}

Series Sawtooth(Random& random, double cycle, double height) {
  double at = random.Uniform(0, cycle);
  return Along([&](double) {
    at += random.Uniform(0.9, 1.1);
    if (at > cycle) at -= cycle;
    return height * at / cycle;
  });
}

// Warm-ups of shapes that the engine does not know.
Series OtherShapes(Random& random, double height) {
  const double c = kEnd * random.Log(0.01, 0.1);
  const double share = random.Uniform(0.1, 0.9), c2 = c * random.Uniform(0.1, 0.5);
  const double power = random.Uniform(0.15, 0.45);
  switch (random.Index(4)) {
    case 0:
      return Along([=](double x) { return height * x / (x + c); });
    case 1:
      return Along([=](double x) { return height * std::pow(x / kEnd, power); });
    case 2:
      return Along([=](double x) {
        return height * (1 - share * std::exp(-x / c) - (1 - share) * std::exp(-x / c2));
      });
    default:
      return Along([=](double x) { return height / (1 + std::exp((2 * c - x) / c)); });
  }
}

Series TwoStages(Random& random) {
  const double first = random.Log(3e5, 1e7), second = random.Log(1e5, 5e6);
  const double scale = kEnd * random.Log(0.01, 0.08), scale2 = kEnd * random.Log(0.01, 0.08);
  const double start = kEnd * random.Uniform(0.1, 0.5);
  return Along([=](double x) {
    return first * (1 - std::exp(-x / scale)) +
           (x < start ? 0 : second * (1 - std::exp((start - x) / scale2)));
  });
}

// Blocks that come and go with the connections of a round.
Series Blocks(Random& random, Series y) {
  const double size = random.Log(32, 1024);
  for (double& value : y) value += size * static_cast<double>(random.Index(8));
  return y;
}

void AddCounted(std::vector<Class>& all) {
  const auto add = [&](std::string name, Make make, Bound bound = Bound::kAll) {
    all.push_back({std::move(name), std::move(make), &kCounted, bound});
  };
  add("flat", [](Random&) { return Series(kRoundsMost); });
  add("blocks that come and go", [](Random& r) { return Blocks(r, Series(kRoundsMost)); });
  add("one or two steps", [](Random& r) { return Steps(r, 1 + r.Index(2), 1e2, 1e6); });
  add("exponential warm-up", [](Random& r) {
    const double c = kEnd * r.Log(0.01, 0.2), a = r.Log(1e3, 3e6);
    return Along([=](double x) { return a * (1 - std::exp(-x / c)); });
  });
  add("logarithmic growth", [](Random& r) {
    const double c = kEnd * r.Log(1e-4, 0.2), a = r.Log(1e2, 3e5);
    return Along([=](double x) { return a * std::log1p(x / c); });
  });
  add("square-root growth", [](Random& r) {
    const double a = r.Log(1e3, 1e6);
    return Along([=](double x) { return a * std::sqrt(x / kEnd); });
  });
  add(
      "warm-ups of other shapes", [](Random& r) { return OtherShapes(r, r.Log(1e3, 3e6)); },
      Bound::kNotFalse);
  add("coupon collector", [](Random& r) {
    Series y = Coupons(r);
    for (double& v : y) v /= 100;
    return y;
  });
  add(
      "cache that fills",
      [](Random& r) {
        const double a = r.Log(1e4, 1e8), full = kEnd * r.Uniform(0.05, 0.4);
        return Along([=](double x) { return a * std::min(1.0, x / full); });
      },
      Bound::kNotFalse);
  add(
      "cache that fills for longer",
      [](Random& r) {
        const double a = r.Log(1e4, 1e8), full = kEnd * r.Uniform(0.4, 0.95);
        return Along([=](double x) { return a * std::min(1.0, x / full); });
      },
      Bound::kNoVerdict);
}

}  // namespace

std::vector<Class> Classes() {
  std::vector<Class> all;
  all.push_back({"flat", [](Random&) { return Series(kRoundsMost); }});
  all.push_back({"quantised", [](Random& r) { return Flicker(r, Series(kRoundsMost)); }});
  all.push_back({"noise of 16 KB", [](Random& r) { return White(r, 16e3); }});
  all.push_back({"noise of 64 KB", [](Random& r) { return White(r, 64e3); }});
  all.push_back({"AR(1), 0.5, 32 KB", [](Random& r) { return Autoregressive(r, 32e3, 0.5); }});
  all.push_back({"AR(1), 0.9, 32 KB", [](Random& r) { return Autoregressive(r, 32e3, 0.9); }});
  all.push_back({"random walk, 16 KB a round", [](Random& r) { return Walk(r, 16e3); }, &kResident,
                 Bound::kNotFalse});
  all.push_back({"one or two steps", [](Random& r) { return Steps(r, 1 + r.Index(2), 3e4, 4e6); }});
  all.push_back({"exponential warm-up", [](Random& r) {
                   const double c = kEnd * r.Log(0.01, 0.2), a = r.Log(3e5, 2e7);
                   return Flicker(r, Along([=](double x) { return a * (1 - std::exp(-x / c)); }));
                 }});
  all.push_back({"logarithmic growth", [](Random& r) {
                   const double c = kEnd * r.Log(1e-4, 0.2), a = r.Log(1e5, 3e6);
                   return Flicker(r, Along([=](double x) { return a * std::log1p(x / c); }));
                 }});
  all.push_back({"square-root growth", [](Random& r) {
                   const double a = r.Log(3e5, 1e7);
                   return Flicker(r, Along([=](double x) { return a * std::sqrt(x / kEnd); }));
                 }});
  all.push_back({"warm-ups of other shapes",
                 [](Random& r) { return Flicker(r, OtherShapes(r, r.Log(3e5, 2e7))); }, &kResident,
                 Bound::kNotFalse});
  all.push_back({"coupon collector", Coupons});
  all.push_back({"two-stage warm-up", [](Random& r) { return Flicker(r, TwoStages(r)); }});
  all.push_back({"sawtooth, 2 to 10 rounds",
                 [](Random& r) { return Sawtooth(r, r.Log(2, 10), r.Log(2e5, 8e6)); }, &kResident,
                 Bound::kNotFalse});
  all.push_back({"sawtooth, 10 to 60 rounds",
                 [](Random& r) { return Sawtooth(r, r.Log(10, 60), r.Log(2e5, 8e6)); }, &kResident,
                 Bound::kNotFalse});
  all.push_back({"cache that fills",
                 [](Random& r) {
                   const double a = r.Log(3e5, 3e7), full = kEnd * r.Uniform(0.05, 0.6);
                   return Flicker(r, Along([=](double x) { return a * std::min(1.0, x / full); }));
                 },
                 &kResident, Bound::kNotFalse});
  all.push_back({"cache that fills for longer",
                 [](Random& r) {
                   const double a = r.Log(3e5, 3e7), full = kEnd * r.Uniform(0.6, 0.95);
                   return Flicker(r, Along([=](double x) { return a * std::min(1.0, x / full); }));
                 },
                 &kResident, Bound::kNoVerdict});
  AddFills(kResident, all);
  // That it grows with time is said, and is INCONCLUSIVE.
  all.push_back({"growth with time", nullptr, &kResident, Bound::kNotFalse});
  AddCounted(all);
  AddFills(kCounted, all);
  return all;
}

}  // namespace seep
