#pragma once
// Growth with new keys, told from growth with every request: keys that were sent before are sent
// again, and what grows then is no store by key.

#include <cstddef>
#include <optional>
#include <string>

#include "model/run_result.h"

namespace seep {

// Rounds of a replay pass: with Student's t of 11 increments, at 99.95 %, an even leak's interval
// is some percent wide.
inline constexpr size_t kReplayRounds = 12;

// Of its pace, below which growth has stopped.
inline constexpr double kStoppedShare = 0.25;

// No cache that was not told to be larger takes more: the defaults are 100 MB (Varnish) and 256 MB
// (Squid's cache_mem). Whoever told it can tell it here, too (--expect-cache).
inline constexpr double kCacheBytesMost = 256 << 20;

// Of the last replay pass; nothing where there was none, or fewer than three of its readings count.
std::optional<ReplayGrowth> ReplayGrowthOf(const RunResult& result, const MeterVerdict& judged);

// A leak was seen in traffic whose keys are new with every request, and no replay pass has told yet
// which of the two it grows with: none was taken, or the last was undecided and there were as many
// requests since as before it. Not where the user says that there is no cache (--expect-cache 0).
bool WantsReplay(const RunResult& result);

// Sets judged.by_key, and gives the sentence that says so: it grew with new keys, and in the replay
// pass it grew by less than kStoppedShare of that pace and not certainly above the tolerance, or
// not in the later half of the pass. Or the sentence that the pass was too uncertain to tell.
// Nothing where it grew on, or there was no pass, or it grew by more than kCacheBytesMost, which
// becomes the verdict's reason.
std::optional<std::string> KeptByKey(const RunResult& result, MeterVerdict& judged);

}  // namespace seep
