#include "stats/dose.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <vector>

#include <boost/math/distributions/students_t.hpp>

#include "stats/least_squares.h"

namespace seep {
namespace {

constexpr size_t kConnections = 1;  // columns; requests are the first
constexpr size_t kSeconds = 2;

constexpr size_t kGroups = 10;    // of the jackknife, at most
constexpr size_t kGroupsMin = 5;  // fewer tell nothing of the spread
constexpr size_t kPausesMin = 3;
// A column that the others explain to all but this is not told from them. Little is enough: a few
// small rounds in parts among large ones that were not. How well it is known, the intervals say.
constexpr double kUnexplainedMin = 0.001;
// Steps differ in connections a request by so much of the mean, or their rounds have one mix.
constexpr double kContrast = 0.25;

constexpr double kMost = 0.7;     // of growth under traffic: what follows this follows one thing
constexpr double kLittle = 0.3;   // at most, of each of the others
constexpr double kNotable = 0.1;  // at least, to be a part of a mixture

bool IsPause(const DoseStep& step) { return step.requests <= 0; }

struct Totals {
  double requests = 0, connections = 0, seconds = 0, growth = 0;
};

Totals UnderTraffic(std::span<const DoseStep> steps) {
  Totals sum;
  for (const DoseStep& step : steps) {
    if (IsPause(step)) continue;
    sum.requests += step.requests;
    sum.connections += step.connections;
    sum.seconds += step.seconds;
    sum.growth += step.growth;
  }
  return sum;
}

std::vector<FitRow> Rows(std::span<const DoseStep> steps) {
  std::vector<FitRow> rows;
  for (const DoseStep& step : steps)
    rows.push_back({step.requests, step.connections, step.seconds});
  return rows;
}

// Rounds with steps that differ clearly in connections a request.
size_t RoundsOfContrast(std::span<const DoseStep> steps, const Totals& sum) {
  const double mean = sum.connections / sum.requests;
  std::map<size_t, std::array<bool, 2>> seen;
  for (const DoseStep& step : steps) {
    if (IsPause(step)) continue;
    const double ratio = step.connections / step.requests;
    if (ratio < mean * (1 - kContrast)) seen[step.round][0] = true;
    if (ratio > mean * (1 + kContrast)) seen[step.round][1] = true;
  }
  return static_cast<size_t>(std::count_if(seen.begin(), seen.end(), [](const auto& round) {
    return round.second[0] && round.second[1];
  }));
}

std::array<bool, kFitColumns> ToldApart(std::span<const DoseStep> steps, const Totals& sum) {
  std::array<bool, kFitColumns> told = {true, false, false};
  const auto pauses = static_cast<size_t>(std::count_if(steps.begin(), steps.end(), IsPause));
  const std::vector<FitRow> rows = Rows(steps);
  told[kConnections] =
      RoundsOfContrast(steps, sum) >= kGroupsMin &&
      LeastSquares(rows, {true, true, false}).Unexplained(kConnections) >= kUnexplainedMin;
  std::array<bool, kFitColumns> with_time = told;
  with_time[kSeconds] = true;
  told[kSeconds] = pauses >= kPausesMin &&
                   LeastSquares(rows, with_time).Unexplained(kSeconds) >= kUnexplainedMin;
  return told;
}

// Linear combinations of the three rates, with intervals.
class Estimator {
 public:
  Estimator(std::span<const DoseStep> steps, std::array<bool, kFitColumns> told, double resolution,
            double confidence)
      : steps_(steps.begin(), steps.end()),
        told_(told),
        resolution_(resolution),
        rows_(Rows(steps)),
        fit_(rows_, told) {
    FitAll();
    LeaveGroupsOut();
    if (ok()) {
      const auto freedom = static_cast<double>(without_.size() - 1);
      t_ = boost::math::quantile(boost::math::students_t(freedom), 0.5 + confidence / 2);
    }
  }

  bool ok() const { return all_.has_value() && without_.size() >= kGroupsMin; }

  Slope Of(const FitRow& combination) const {
    const double estimate = Sum(combination, *all_);
    const double half = t_ * JackknifeError(combination) + RoundingBias(combination);
    return {.estimate = estimate, .low = estimate - half, .high = estimate + half};
  }

 private:
  static double Sum(const FitRow& combination, const FitRow& rates) {
    double sum = 0;
    for (size_t j = 0; j < kFitColumns; ++j) sum += combination[j] * rates[j];
    return sum;
  }

  void FitAll() {
    std::vector<double> growths;
    for (const DoseStep& step : steps_) growths.push_back(step.growth);
    all_ = fit_.Solve(growths);
  }

  // Rounds are dealt out to the groups in turn, so that each kind of step is in each of them.
  void LeaveGroupsOut() {
    std::set<size_t> rounds;
    for (const DoseStep& step : steps_) rounds.insert(step.round);
    std::map<size_t, size_t> group;
    const size_t groups = std::min(kGroups, rounds.size());
    for (const size_t round : rounds) group.emplace(round, group.size() % groups);
    for (size_t left_out = 0; left_out < groups; ++left_out) {
      std::vector<FitRow> rows;
      std::vector<double> growths;
      for (size_t t = 0; t < steps_.size(); ++t) {
        if (group[steps_[t].round] == left_out) continue;
        rows.push_back(rows_[t]);
        growths.push_back(steps_[t].growth);
      }
      if (const auto rates = LeastSquares(rows, told_).Solve(growths)) without_.push_back(*rates);
    }
  }

  double JackknifeError(const FitRow& combination) const {
    const auto n = static_cast<double>(without_.size());
    double mean = 0;
    for (const FitRow& rates : without_) mean += Sum(combination, rates) / n;
    double squares = 0;
    for (const FitRow& rates : without_) {
      const double distance = Sum(combination, rates) - mean;
      squares += distance * distance;
    }
    return std::sqrt((n - 1) / n * squares);
  }

  // How far rounding to whole steps of the meter can shift the estimate, where it is the same in
  // every round, as in equal rounds of an even leak: each position by up to one resolution, and no
  // more than that between the first and the last reading, so that the shifts of a round sum to 0.
  double RoundingBias(const FitRow& combination) const {
    const std::vector<double> weights = fit_.Weights(combination);
    std::map<size_t, std::set<size_t>> positions;  // of each round
    for (const DoseStep& step : steps_) {
      if (!IsPause(step)) positions[step.round].insert(step.position);
    }
    std::map<std::set<size_t>, std::map<size_t, double>> by_pattern;
    double largest = 0;
    for (size_t t = 0; t < steps_.size(); ++t) {
      largest = std::max(largest, std::abs(weights[t]));
      if (!IsPause(steps_[t]))
        by_pattern[positions[steps_[t].round]][steps_[t].position] += weights[t];
    }
    double sum = largest;
    for (const auto& [pattern, shifts] : by_pattern) sum += LargestOfSumZero(shifts);
    return resolution_ * sum;
  }

  // The most that weighted numbers between -1 and 1 that sum to 0 can sum to.
  static double LargestOfSumZero(const std::map<size_t, double>& weights) {
    std::vector<double> values;
    for (const auto& [position, weight] : weights) values.push_back(weight);
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    const double median = *middle;  // either one of an even number gives the same sum
    double sum = 0;
    for (const double value : values) sum += std::abs(value - median);
    return sum;
  }

  std::vector<DoseStep> steps_;
  std::array<bool, kFitColumns> told_;
  double resolution_;
  std::vector<FitRow> rows_;
  LeastSquares fit_;
  std::optional<FitRow> all_;
  std::vector<FitRow> without_;
  double t_ = 0;
};

bool AtMost(const Slope& share, double bound) { return share.low >= -bound && share.high <= bound; }

bool IsNotable(const Slope& share) { return share.low >= kNotable; }
bool IsKnown(const Slope& share) { return share.high - share.low <= 2 * kLittle; }

// Parts of the growth under traffic: each a rate times how much of it there was.
struct Shares {
  Slope requests, connections, seconds, traffic;
  Slope alone;  // as if each request had had a connection of its own: requests and connections
};

Shares SharesOf(const Estimator& estimator, const Totals& sum) {
  const auto part = [&](double requests, double connections, double seconds) {
    return estimator.Of({requests / sum.growth, connections / sum.growth, seconds / sum.growth});
  };
  return {.requests = part(sum.requests, 0, 0),
          .connections = part(0, sum.connections, 0),
          .seconds = part(0, 0, sum.seconds),
          .traffic = part(sum.requests, sum.connections, 0),
          .alone = part(sum.requests, sum.requests, 0)};
}

Driver DriverOf(const Shares& shares, bool connections_told) {
  if (shares.seconds.low >= kMost && AtMost(shares.traffic, kLittle)) return Driver::kTime;
  const bool timeless = AtMost(shares.seconds, kLittle);
  if (!connections_told) {
    if (timeless && shares.traffic.low >= kMost) return Driver::kTraffic;
    const bool mixed = IsNotable(shares.seconds) && IsNotable(shares.traffic) &&
                       IsKnown(shares.seconds) && IsKnown(shares.traffic);
    return mixed ? Driver::kMixed : Driver::kUnknown;
  }
  if (timeless && shares.requests.low >= kMost && shares.connections.high < 0 &&
      AtMost(shares.alone, kLittle)) {
    return Driver::kKeptAlive;
  }
  if (timeless && shares.requests.low >= kMost && AtMost(shares.connections, kLittle) &&
      shares.alone.low >= kLittle) {
    return Driver::kRequest;
  }
  if (timeless && shares.connections.low >= kMost && AtMost(shares.requests, kLittle))
    return Driver::kConnection;
  const auto parts = {shares.requests, shares.connections, shares.seconds};
  const bool known = std::all_of(parts.begin(), parts.end(), IsKnown);
  const auto notable = std::count_if(parts.begin(), parts.end(), IsNotable);
  return known && notable >= 2 ? Driver::kMixed : Driver::kUnknown;
}

std::string NoteOn(std::array<bool, kFitColumns> told) {
  if (!told[kConnections] && !told[kSeconds])
    return "requests, connections and seconds are not told apart";
  if (!told[kConnections]) return "requests and connections are not told apart";
  if (!told[kSeconds]) return "time is not told apart: too few pauses";
  return "";
}

}  // namespace

DoseResponse EstimateDose(std::span<const DoseStep> steps, double resolution, double confidence) {
  DoseResponse dose;
  dose.confidence = confidence;
  const Totals sum = UnderTraffic(steps);
  if (sum.requests <= 0) return dose;
  const auto told = ToldApart(steps, sum);
  dose.note = NoteOn(told);
  const Estimator estimator(steps, told, resolution, confidence);
  if (!estimator.ok()) {
    dose.note = "too few readings to tell requests, connections and seconds apart";
    return dose;
  }
  dose.per_request = estimator.Of({1, 0, 0});
  if (told[kConnections]) dose.per_connection = estimator.Of({0, 1, 0});
  if (told[kSeconds]) dose.per_second = estimator.Of({0, 0, 1});
  dose.by_traffic = estimator.Of({1, sum.connections / sum.requests, 0});
  if (told[kSeconds] && sum.growth > 0)
    dose.driver = DriverOf(SharesOf(estimator, sum), told[kConnections]);
  return dose;
}

}  // namespace seep
