#pragma once
// What a request is known by, where the same ones are to go to the same server.

#include <cstdint>
#include <optional>
#include <string_view>

#include "http/message.h"

namespace sluice {

// Spreads texts that are alike over all numbers. Not to be relied on against an adversary.
uint64_t HashOf(std::string_view text);
uint64_t HashOf(uint64_t a, uint64_t b);

// Of the value of the field that `by` names, or, after "cookie:", of the cookie; nothing where the
// request has none.
std::optional<uint64_t> HashKey(const seep::RequestHead& head, std::string_view by);

}  // namespace sluice
