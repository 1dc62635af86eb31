#pragma once
// Placeholders in a request, each time with another value: {i}, {uuid}, {rand:N}.

#include <cstdint>
#include <string_view>

#include "model/traffic.h"

namespace seep {

// Has a text one?
bool HasPlaceholder(std::string_view text);

// Has its target, a header's name or value, or its body a placeholder?
bool HasPlaceholder(const RequestSpec& request);

// How many different texts its placeholders make of it: 1 without any, kKeysUnbounded with {i} or
// {uuid}. Two {rand:N} of a request are the same number's remainders.
inline constexpr uint64_t kKeysUnbounded = UINT64_MAX;
uint64_t KeysIn(std::string_view text);
// Of two texts of one request together: the least common multiple.
uint64_t Together(uint64_t keys, uint64_t others);

// The request with its placeholders replaced, the same kind by the same value throughout: {i} by
// `number`, {uuid} by a UUID (RFC 9562, version 4), {rand:N} by a whole number from 0 to N - 1. The
// values look random and are a function of `seed` and `number`, so that a request can be sent again
// later. Braces around anything else stay.
RequestSpec Filled(const RequestSpec& request, uint64_t number, uint64_t seed);

}  // namespace seep
