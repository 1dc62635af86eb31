#pragma once
// The protocol between Seep and src/runtime/node_hook.cjs, over a Unix stream socket on which Seep
// listens. Each Node.js process connects when it starts. Seep sends one byte; the process collects
// garbage and answers with one line of JSON:
//
//   {"used":4012344,"external":1234567,"workers":0,"ms":5.2}
//
// used: used_heap_size, external: external_memory of v8.getHeapStatistics()
// (nodejs.org/api/v8.html), bytes; workers: living worker threads; ms: that the collections took.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace seep {

inline constexpr char kCollectRequest = 'c';
inline constexpr size_t kNodeAnswerBytesMax = 512;  // of a line; who sends more is none of ours

struct NodeAnswer {
  int64_t used_bytes = 0;
  int64_t external_bytes = 0;
  int64_t workers = 0;
  double seconds = 0;
};

// A line without its end. Nothing when it is not such an answer: the process at the other end may
// be anybody.
std::optional<NodeAnswer> ParseNodeAnswer(std::string_view line);

// NODE_OPTIONS that load `hook` behind what the user has there already (nullptr: nothing). Paths
// with spaces stand in double quotes (nodejs.org/api/cli.html#node_optionsoptions).
std::string NodeOptions(const char* users, std::string_view hook);

}  // namespace seep
