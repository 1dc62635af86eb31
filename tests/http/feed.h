#pragma once
// Feeds bytes to a parser or decoder whole or in pieces and writes down what came of it as text,
// so that two ways of feeding are compared by comparing strings, in tests and in fuzz targets.
//
// Every piece is handed over in a buffer of its own, exactly as large as its bytes: the bytes move
// between any two calls, and a sanitizer sees a read behind them or a view left behind.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"
#include "http/parser.h"

namespace seep::test {

// How much of the bytes is known at each call, ascending; the last is all of them.
using Sizes = std::vector<size_t>;
Sizes Whole(std::string_view bytes);
Sizes CutAt(std::string_view bytes, size_t offset);
Sizes ByteByByte(std::string_view bytes);

// "need more", "failed: NAME", or "done in N bytes" and every part of the head, a line each. Says
// "outside" for a view that is not in the buffer.
std::string FeedRequest(std::string_view bytes, const Sizes& sizes, const Limits& limits = {});
// `method` is that of the request.
std::string FeedResponse(std::string_view bytes, const Sizes& sizes, const Limits& limits = {},
                         std::string_view method = "GET");
// The status, the bytes consumed, the payload and the trailers. Says "stuck" for a step without
// progress.
std::string FeedBody(std::string_view bytes, const Sizes& sizes, Framing framing,
                     uint64_t content_length = 0, const Limits& limits = {});

}  // namespace seep::test
