#pragma once
// Placeholders in a request, each time with another value: {i}, {uuid}, {rand:N}.

#include <cstdint>
#include <random>

#include "model/traffic.h"

namespace seep {

// Has its target, a header's name or value, or its body a placeholder?
bool HasPlaceholder(const RequestSpec& request);

// The request with its placeholders replaced, the same kind by the same value throughout: {i} by
// `number`, {uuid} by a random UUID (RFC 9562, version 4), {rand:N} by a random whole number from 0
// to N - 1. Braces around anything else stay.
RequestSpec Filled(const RequestSpec& request, uint64_t number, std::mt19937_64& random);

}  // namespace seep
