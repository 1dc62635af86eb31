#pragma once
// What was answered, in words.

#include <string>

#include "model/traffic.h"

namespace seep {

// "200 × 29,990, 404 × 10", what came most often first; empty when no status was seen.
std::string AnswerTally(const StatusCounts& counts);

// "200, 404", what came most often first; empty when no status was seen.
std::string StatusNames(const StatusCounts& counts);

// "3 % of the answers were 404", or "… were not as asked, most of them 404"; empty when all were.
std::string UnaskedText(const TrafficSpec& spec, const LoadResult& load);

// What was answered before a server died or hung: "5,000 answers"; of a client that waits for none
// "5,000 requests".
std::string AnsweredText(const LoadResult& load);

// "404", or "other" of what is no status.
std::string StatusName(uint16_t status);

}  // namespace seep
