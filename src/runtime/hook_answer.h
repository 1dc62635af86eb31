#pragma once
// The protocol between Seep and the hooks that it loads into processes of runtimes
// (src/runtime/hooks), over a Unix stream socket on which Seep listens. Each process connects when
// it starts, and so does each thread of it that has a heap of its own, after the main one. Seep
// sends one byte; the process collects garbage and answers with one line of JSON:
//
//   {"runtime":"node","used":4012344,"external":1234567,"workers":0,"ms":5.2}
//   {"runtime":"python","objects":71234,"ms":8.1}
//
// runtime: name of one of HookedRuntimes(). used, external: bytes of the objects in the runtime's
// heap, and outside of it. objects: objects, or blocks of memory, that live. Who does not count one
// of them leaves it out. workers: living threads whose heap is not in the numbers, whether they
// answer themselves or not. ms: that the collections took.
//
// To 'l', Node.js answers in the same way, and collects only what is young before.
//
// To other bytes it answers with such a line, too: to 'b' it begins to note which code allocates,
// to 't' it says what lives of what was allocated since then, by call stack, the most bytes first,
// and to 'e' it ends that:
//
//   {"runtime":"python","sites":[{"bytes":64,"blocks":1,"stack":[["remember","/srv/app.py",14,true]]}]}
//
// The innermost frame is first: function, file, line, and whether it is the user's own code. Where
// it cannot, it says why: {"runtime":"ruby","problem":"…"}.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/heap.h"

namespace seep {

inline constexpr char kCollectRequest = 'c';
inline constexpr char kLookRequest = 'l';
inline constexpr char kBeginSitesRequest = 'b';
inline constexpr char kTakeSitesRequest = 't';
inline constexpr char kEndSitesRequest = 'e';
inline constexpr size_t kHookAnswerBytesMax = 512;  // of a line; who sends more is none of ours
inline constexpr size_t kHookSitesBytesMax = 4 << 20;
inline constexpr size_t kHookSitesMax = 200;

struct HookAnswer {
  std::string runtime;
  std::optional<int64_t> used_bytes;
  int64_t external_bytes = 0;
  std::optional<int64_t> objects;
  int64_t workers = 0;
  double seconds = 0;
};

// A line without its end. Nothing when it is not such an answer: the process at the other end may
// be anybody.
std::optional<HookAnswer> ParseHookAnswer(std::string_view line);

struct HookSites {
  std::vector<LeakSite> sites;
  std::string problem;  // why there are none
};

std::optional<HookSites> ParseHookSites(std::string_view line);

}  // namespace seep
