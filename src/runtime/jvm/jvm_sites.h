#pragma once
// Where the objects that live were allocated: what src/runtime/jvm_agent/dump.h writes, as structs.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/jvm/jvm_histogram.h"

namespace seep {

struct JvmFrame {
  std::string type;    // "Leaky$Visit"
  std::string method;  // "keep"
  std::string file;    // "Leaky.java", of the class's source; empty: not known
  int line = 0;        // 0: not known

  // The runtime's own: java.*, javax.*, jdk.*, sun.*, com.sun.*.
  bool OfRuntime() const;
};

struct JvmHolder {
  std::string type;   // "java.util.ArrayList"
  std::string field;  // "elementData"; "[]" in an array, "?" where it is not known
};

struct JvmSite {
  std::string type;                // of the objects, as in JvmClasses
  std::vector<JvmClass> by_round;  // that live, by the round in which they were allocated
  std::vector<JvmFrame> stack;     // the innermost first

  // What keeps one of the objects alive, the outermost first; only of the heaviest sites.
  std::string root;  // "static", "thread", "stack", "native", "other"; empty: not known
  std::vector<JvmHolder> holders;

  JvmClass Live() const;
  // Live bytes of all rounds but the one that has most of them.
  int64_t SteadyBytes() const;
  // The innermost that is not the runtime's own; nullptr when all are.
  const JvmFrame* UsersFrame() const;
};

struct JvmSites {
  std::vector<JvmSite> sites;
  int64_t missed = 0;  // objects that were allocated, and not followed
};

// Nothing when it is no such text, or not all of it.
std::optional<JvmSites> ParseJvmSites(std::string_view text);

// By the bytes that live beside those of the fullest round: what is made once, or a table that has
// doubled, is of one round. Those that are level by the growth of the class.
void RankJvmSites(JvmSites& sites, const JvmClasses& growth);

// The classes that grew, by bytes, as libseep_jvm.so wants to be told them: "[B,Leaky$Visit", as
// many as fit into `bytes_max`, and kJvmWantedMax at most. Those with less than 1 % of the growth
// are left out: each object of a class that is followed costs the JVM some microseconds.
std::string WantedClasses(const JvmClasses& growth, size_t bytes_max);

}  // namespace seep
