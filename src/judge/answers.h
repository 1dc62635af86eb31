#pragma once
// A server that answers something else than it was asked for has not been tried.

#include <cstdint>
#include <optional>

#include "base/error.h"
#include "model/run_result.h"

namespace seep {

// More than so much of the answers with statuses that were not asked for is no run of what was
// meant. Below, most of the traffic did what it was to do, and growth in it shows.
inline constexpr double kUnaskedMax = 0.5;
// Fewer answers end no run before its time: of a server that answers 40 % of its requests
// otherwise, as where four of ten recorded URLs are gone, 300 answers in a row are more than half
// so once in 4,000 times (the standard deviation of the share is 2.8 %).
inline constexpr uint64_t kGiveUpAnswers = 300;
// Nor does less traffic: for its first moments a server may answer 503, until its own upstream or
// database is there.
inline constexpr double kGiveUpSeconds = 1;

// More than kUnaskedMax of the answers were not as TrafficSpec::expected says: how many, the first
// line of one, and what to type if that is right. kRefused, fault kTarget.
std::optional<Error> MostlyUnasked(const TrafficSpec& spec, const LoadResult& load);

// The same while a run goes on, where more answers would hardly change it. Not where a leak was
// seen: it leaks with these answers as well.
std::optional<Error> GivesUpOnAnswers(const RunResult& result);

// At the end of a run: sets RunResult::failure, unless it is a LEAK.
void JudgeAnswers(RunResult& result);

}  // namespace seep
