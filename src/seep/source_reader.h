#pragma once
// Lines of the user's own sources, for reports.

#include <string>

#include "report/source_lines.h"

namespace seep {

// Reads files below `root`, an absolute folder, and no others: their names are the server's word,
// and a report may be shown to many. Takes absolute paths, "file:///…", and paths relative to the
// root or to a build folder in it ("../../src/cache.cc").
SourceLines SourcesBelow(const std::string& root);

}  // namespace seep
