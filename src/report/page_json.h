#pragma once
// What the page of the HTML report shows.

#include <span>
#include <string>

#include "model/comparison.h"
#include "report/named_run.h"
#include "report/source_lines.h"

namespace seep {

// Schema "seep.page/1", described in docs/formats.md: on one line, UTF-8. The runs are in the order
// in which they are given. `comparison` is of two runs, and null where there is none.
std::string PageJson(std::span<const NamedRun> runs, const SourceLines& source,
                     const Comparison* comparison = nullptr);

}  // namespace seep
