#include "load/shapes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/nearest_name.h"
#include "load/shape_table.h"

namespace seep {
namespace {

// It is about what a message looks like in HTTP/1, or about an upgrade from it.
bool IsOfHttp1(const Shape& shape) {
  const bool cut_while_waiting = shape.cut == CutAt::kBody && shape.wait != WaitFor::kNothing;
  return shape.http10 || shape.malformed || shape.upgrade || shape.body_waits ||
         cut_while_waiting || shape.pipeline > 1 || shape.send_piece > 0 ||
         shape.framing != BodyFraming::kLength || shape.cut == CutAt::kRequestLine;
}

auto Bad(std::string message) {
  return Fail(ErrorKind::kBadInput, Fault::kUser, std::move(message));
}

Result<Ending> ParseEnding(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, Ending>, 4> kEndings = {
      {{"rst", Ending::kReset},
       {"fin", Ending::kFin},
       {"half-close", Ending::kHalfClose},
       {"silence", Ending::kSilence}}};
  for (const auto& [name, ending] : kEndings) {
    if (name == text) return ending;
  }
  return Bad(fmt::format("\"{}\" is not rst, fin, half-close or silence", text));
}

Result<size_t> ParseArgument(const ShapeEntry& entry, std::string_view text) {
  if (entry.row.argument.empty())
    return Bad(fmt::format("the shape {} takes no argument", entry.row.name));
  size_t value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  const size_t most = entry.argument_max;
  if (ec != std::errc() || end != text.data() + text.size() || value < 1 || value > most)
    return Bad(fmt::format("\"{}\" is not a whole number from 1 to {}", text, most));
  return value;
}

tl::unexpected<Error> NoSuchShape(std::string_view name) {
  std::vector<std::string> names;
  for (const ShapeEntry& entry : ShapeEntries()) names.emplace_back(entry.row.name);
  const std::string hint = DidYouMean(name, names);
  return Bad(fmt::format("there is no shape \"{}\"{} `seep shapes` lists them", name,
                         hint.empty() ? ":" : hint));
}

}  // namespace

std::vector<ShapeRow> ShapeRows() {
  std::vector<ShapeRow> rows;
  for (const ShapeEntry& entry : ShapeEntries()) rows.push_back(entry.row);
  return rows;
}

Result<Shape> ParseShape(std::string_view text) {
  const size_t slash = text.find('/');
  const std::string_view head = text.substr(0, slash);
  const size_t colon = head.find(':');
  const std::string_view name = head.substr(0, colon);
  const std::span<const ShapeEntry> all = ShapeEntries();
  const auto entry = std::find_if(all.begin(), all.end(),
                                  [name](const ShapeEntry& one) { return one.row.name == name; });
  if (entry == all.end()) return NoSuchShape(name);
  size_t argument = entry->argument;
  if (colon != std::string_view::npos) {
    Result<size_t> given = ParseArgument(*entry, head.substr(colon + 1));
    if (!given) return tl::unexpected(given.error());
    argument = *given;
  }
  Shape shape = entry->make(argument);
  shape.name = text;
  if (slash != std::string_view::npos) {
    Result<Ending> ending = ParseEnding(text.substr(slash + 1));
    if (!ending) return tl::unexpected(ending.error());
    if (shape.wait == WaitFor::kAnswer)
      return Bad(
          fmt::format("the shape {} waits for its answer: it has no ending to choose", name));
    shape.ending = *ending;
  }
  return shape;
}

Result<> ShapeFits(const Shape& shape, const TrafficSpec& spec) {
  if (shape.needs_tls && !spec.tls.on)
    return Bad(fmt::format("the shape {} needs TLS: an https URL, or --tls", shape.name));
  if (shape.needs_http2 && !spec.http2)
    return Bad(fmt::format("the shape {} needs HTTP/2: --http2", shape.name));
  if (spec.http2 && IsOfHttp1(shape))
    return Bad(fmt::format("the shape {} is one of HTTP/1: not with --http2", shape.name));
  return {};
}

bool MayBeRefused(const Shape& shape) {
  return shape.abusive || shape.malformed || shape.upgrade || !shape.method.empty() ||
         !shape.headers.empty() || shape.upload_bytes > 0 || shape.framing != BodyFraming::kLength;
}

Shape AskingCompression(Shape shape, Compression compression) {
  if (shape.expects != 206) shape.compression = compression;
  return shape;
}

Shape KeepAliveShape() { return {}; }

Shape CloseShape() { return {.name = "close", .reuse = false}; }

Shape AbortShape() {
  Shape shape = CutShape(CutAt::kNowhere);
  shape.name = "abort@sent";
  return shape;
}

}  // namespace seep
