#pragma once
// The named traffic shapes: paths that leak and that a plain load test never takes.

#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/shape.h"
#include "model/traffic.h"

namespace seep {

struct ShapeRow {
  std::string_view name;      // "abort@body"
  std::string_view argument;  // "BYTES (1000)", empty if it takes none
  std::string_view sends;     // what the client does
  std::string_view expects;   // what may come back
  std::string_view leaks;     // a real leak that it stands for; empty if there is none
};

// All of them, as `seep shapes` lists them.
std::vector<ShapeRow> ShapeRows();

// NAME[:ARG][/ENDING], as "abort@body:1000/fin"; ENDING is rst, fin, half-close or silence, of the
// shapes that go away. Errors, kBadInput and fault kUser, name what is wrong.
[[nodiscard]] Result<Shape> ParseShape(std::string_view text);

// Whether the shape can be sent as `spec` says. Errors, kBadInput and fault kUser, say what it
// needs: TLS, HTTP/2, or HTTP/1.
[[nodiscard]] Result<> ShapeFits(const Shape& shape, const TrafficSpec& spec);

// Servers may rightly refuse it, with 405, 408, 411, 417, 426, 431 or another status: it is no
// proper request, or has a method, fields or a body that are not the user's.
bool MayBeRefused(const Shape& shape);

// The same, and it takes compressed answers. Not where a range is asked for: of a compressed answer
// few servers have one, and browsers ask for ranges uncompressed.
Shape AskingCompression(Shape shape, Compression compression);

// The three ways that a plain client has.
Shape KeepAliveShape();
Shape CloseShape();  // a connection for each request, "Connection: close"
Shape AbortShape();  // the same, and the client resets it as soon as it has sent its request

}  // namespace seep
