#pragma once
// How often which status was answered.

#include <cstdint>
#include <map>
#include <string>

#include "model/expected_statuses.h"

namespace seep {

// Sums: two of them add up to the counts of both. A status is 100 to 599; 0 stands for any other,
// which HTTP/2 lets through.
struct StatusCounts {
  std::map<uint16_t, uint64_t> answers;  // all of them
  // Of these, answers to requests to which any status may be right: malformed ones, methods that
  // few servers have. They are counted and not held against the server.
  std::map<uint16_t, uint64_t> excused;
  // The first line of the first answer with a status from 300 on; over HTTP/2 there is none.
  std::map<uint16_t, std::string> first_lines;

  void Count(uint16_t status, bool is_excused);
  void Add(const StatusCounts& other);
};

// Answers whose status was not asked for.
struct Unasked {
  uint64_t answers = 0;
  uint64_t of = 0;       // those that are not excused
  uint16_t most = 0;     // the status that came most often
  uint64_t of_most = 0;  // so often
  std::string first_line = {};

  double Share() const {
    return of == 0 ? 0 : static_cast<double>(answers) / static_cast<double>(of);
  }
};
Unasked UnaskedIn(const StatusCounts& counts, const ExpectedStatuses& expected);

}  // namespace seep
