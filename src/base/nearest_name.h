#pragma once
// What somebody may have meant who wrote a name that there is not.

#include <span>
#include <string>
#include <string_view>

namespace seep {

// "; did you mean NAME?" with the name that is the fewest slips away from `text`: letters missing,
// added, wrong or swapped with the next one (optimal string alignment distance); that it stops
// short counts as one. "" when each name is further off than one slip in three letters.
std::string DidYouMean(std::string_view text, std::span<const std::string> names);

}  // namespace seep
