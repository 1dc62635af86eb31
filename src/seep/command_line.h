#pragma once
// The words that asked for a run, as they may be kept.

#include <string>
#include <vector>

namespace seep {

// Words of Seep's own options, up to the server's command: values that are secrets (--auth, -P,
// --cookie, and the fields Authorization, Proxy-Authorization and Cookie of --header) become "…".
std::vector<std::string> WithoutSecrets(std::vector<std::string> words);

}  // namespace seep
