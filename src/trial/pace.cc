#include "trial/pace.h"

#include <algorithm>
#include <vector>

#include "base/check.h"

namespace seep {
namespace {

// However much of a round is fixed, a share of it is the requests': else noise in what is fixed
// would make of a request nothing at all.
constexpr double kEachShareLeast = 1.0 / 32;
constexpr double kSecondsLeast = 1e-7;  // a request

// Of two in the middle the lower: a server can be held up, and not be faster than it is.
double Median(std::vector<double> values) {
  CHECK(!values.empty());
  const size_t middle = (values.size() - 1) / 2;
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(middle);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

}  // namespace

void Pace::Add(const RoundTime& round) {
  if (Full()) rounds_.pop_front();
  rounds_.push_back(round);
  if (rests_.size() >= kRounds) rests_.pop_front();
  rests_.push_back(round.rest_seconds);
}

void Pace::FitFixed() {
  std::vector<double> slopes;
  for (const RoundTime& a : rounds_) {
    for (const RoundTime& b : rounds_) {
      if (b.requests <= a.requests) continue;
      slopes.push_back((b.seconds - a.seconds) / static_cast<double>(b.requests - a.requests));
    }
  }
  if (slopes.empty()) return;
  const double slope = std::max(Median(slopes), 0.0);
  std::vector<double> fixed;
  for (const RoundTime& round : rounds_)
    fixed.push_back(round.seconds - slope * static_cast<double>(round.requests));
  fixed_ = std::max(Median(fixed), 0.0);
}

double Pace::EachOf(const RoundTime& round) const {
  const double traffic = std::max(round.seconds - fixed_, round.seconds * kEachShareLeast);
  return std::max(traffic / static_cast<double>(std::max<uint64_t>(round.requests, 1)),
                  kSecondsLeast);
}

double Pace::Each() const {
  std::vector<double> each;
  for (const RoundTime& round : rounds_) each.push_back(EachOf(round));
  return Median(each);
}

double Pace::Rest() const { return rests_.empty() ? 0 : Median({rests_.begin(), rests_.end()}); }

}  // namespace seep
