#pragma once
// Lines that the terminal's reports have in common. Each is within the width of the style.

#include <cstdint>
#include <string>
#include <string_view>

#include "model/run_result.h"
#include "report/style.h"

namespace seep {

enum class Weight : uint8_t { kNormal, kBold };

// "  memory    8.0 MiB before …\n", on as many lines as it takes. An empty label continues the row
// before.
std::string Row(std::string_view label, std::string_view text, const Style& style,
                Weight weight = Weight::kNormal);

// The columns that the text of a row has.
size_t RowColumns(const Style& style);

// A line that begins a row's text and has colours of its own; it has to be within RowColumns().
std::string RowAsItIs(std::string_view label, std::string_view text, const Style& style);

// "LEAK  live heap grows by 288 B a request\n": a verdict in its outcome's colour and a sentence,
// which goes on beneath itself.
std::string VerdictLine(Outcome colored_as, std::string_view verdict, std::string_view sentence,
                        const Style& style);

// "99 % interval +298 B … +310 B".
std::string Interval(Meter meter, const Slope& slope, double confidence);

}  // namespace seep
