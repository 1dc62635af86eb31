#pragma once
// What the page of the HTML report shows.

#include <span>
#include <string>

#include "report/named_run.h"
#include "report/source_lines.h"

namespace seep {

// Schema "seep.page/1", described in docs/formats.md: on one line, UTF-8. The runs are in the order
// in which they are given.
std::string PageJson(std::span<const NamedRun> runs, const SourceLines& source);

}  // namespace seep
