#pragma once
// Which columns of a table are judged, and in what units they count.

#include <cstddef>
#include <string>
#include <vector>

#include "base/error.h"

namespace seep {

// The user's choice: a column's name, or its number from 1; empty: told by the names.
struct CsvChoice {
  std::string x;
  std::string y;
};

struct CsvColumn {
  size_t index = 0;
  std::string name;  // "rss_kb", "column 2"
  double factor =
      1;  // of a number without a unit: bytes, or seconds; 0: seconds or ms, by its size
};

struct CsvColumns {
  CsvColumn x;
  CsvColumn y;
  bool time = false;               // x is a time; else a count
  std::string per;                 // "second", or what x counts, in the singular: "request"
  bool header = false;             // the first row has names
  std::vector<std::string> notes;  // what was assumed, one sentence each
};

// `first` is the first row. It has names when a cell of it is neither a number, a time nor a gap:
//   x  a word of the name is requests, operations, ops, connections, iterations, count, n or x; or
//      time, seconds, s, t, timestamp, date, elapsed or uptime, if there is no count
//   y  bytes; or else the one with memory, mem, rss, pss, uss, anon, heap, value or y in its name,
//   or
//      with a unit
// A unit is another word: "rss_kb", "mem (MiB)", "time_ms". Without names x is the first column and
// y the second. Errors, kBadInput, fault kUser: no such column, none that could be it, several.
[[nodiscard]] Result<CsvColumns> ChooseColumns(const std::vector<std::string>& first,
                                               const CsvChoice& choice);

}  // namespace seep
