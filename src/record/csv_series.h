#pragma once
// A series out of a file of separated values: docs/formats.md.

#include <string>
#include <string_view>

#include "base/error.h"
#include "model/series.h"
#include "record/csv_columns.h"

namespace seep {

// Rows without a number in one of the two columns are gaps; those in which x does not change are
// left out; where x goes back something was restarted, and what is before is left out. Notes say
// so, with lines. `name` is the file's. Error kBadInput, fault kUser, "mem.csv:17: column \"rss\":
// …": what cannot be read; no row at all.
[[nodiscard]] Result<RecordedSeries> ReadCsvSeries(std::string_view csv, const std::string& name,
                                                   const CsvChoice& choice);

}  // namespace seep
