#pragma once
// What the generator's tests have in common: a spec for a server, and one round against it.

#include <gtest/gtest.h>

#include "load/generator.h"
#include "load/scripted_server.h"

namespace seep {

inline TrafficSpec SpecFor(const ScriptedServer& server, uint32_t connections = 1,
                           const Shape& shape = {}) {
  TrafficSpec spec;
  spec.endpoint = server.endpoint();
  spec.connections = connections;
  spec.shape = shape;
  return spec;
}

inline LoadResult RunRound(const TrafficSpec& spec, const RoundBounds& bounds,
                           unsigned threads = 1) {
  const auto generator = LoadGenerator::Create(spec, threads);
  if (!generator) {
    ADD_FAILURE() << generator.error().message;
    return {};
  }
  return (*generator)->Run(bounds, {});
}

inline LoadResult RunRound(const TrafficSpec& spec, uint64_t requests, unsigned threads = 1) {
  return RunRound(spec, RoundBounds{.requests = requests, .duration = {}}, threads);
}

inline uint64_t ErrorsOf(const LoadResult& result, LoadError kind) {
  return result.errors[static_cast<size_t>(kind)];
}

}  // namespace seep
