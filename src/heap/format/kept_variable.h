#pragma once
// How a variable of the environment is kept that has a runtime load Seep's hook.
//
// A start script may set it anew: `NODE_OPTIONS=--enable-source-maps node server.js`. So a second
// variable, which no script knows, says what has to be in it, and libseep_heap.so puts that back
// before the program reads it:
//
//   SEEP_KEEP_NODE_OPTIONS=> --require "/usr/lib/seep/hooks/node.cjs"
//
// The value begins with where ours stands beside the user's, and with the character between them.

namespace seep::heap {

inline constexpr char kKeptPrefix[] = "SEEP_KEEP_";
inline constexpr char kKeptBefore = '<';
inline constexpr char kKeptBehind = '>';

}  // namespace seep::heap
