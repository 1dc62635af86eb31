#include "http/invariants.h"

#include <functional>

#include "http/feed.h"
#include "http/writer.h"

namespace seep::test {
namespace {

using Feed = std::function<std::string(std::string_view, const Sizes&)>;

// So tight that small inputs meet every limit.
constexpr Limits kTight = {.head_bytes_max = 96,
                           .target_bytes_max = 12,
                           .fields_max = 3,
                           .chunk_line_bytes_max = 10,
                           .trailer_bytes_max = 24};
constexpr size_t kByteByByteMax = 512;  // it takes time with the square of the size

std::string CheckCuts(std::string_view bytes, const Feed& feed) {
  const std::string whole = feed(bytes, Whole(bytes));
  for (const char* broken : {"outside", "beyond", "stuck", "miscounted"})
    if (whole.find(broken) != whole.npos && bytes.find(broken) == bytes.npos) return whole;
  const auto compare = [&](const Sizes& sizes) {
    const std::string cut = feed(bytes, sizes);
    return cut == whole ? std::string() : "whole:\n" + whole + "\ncut:\n" + cut;
  };
  for (size_t part = 1; part < 8; ++part)
    if (std::string broken = compare(CutAt(bytes, bytes.size() * part / 8)); !broken.empty())
      return broken;
  return bytes.size() > kByteByByteMax ? std::string() : compare(ByteByByte(bytes));
}

std::string WriteAgain(const RequestHead& head, HeadWriter& writer) {
  writer.RequestLine(head.method, head.target, head.version_minor);
  for (const Field& field : head.Fields()) writer.Field(field.name, field.value);
  writer.End();
  return std::string(writer.written());
}

std::string WriteAgain(const ResponseHead& head, HeadWriter& writer) {
  writer.StatusLine(head.status, head.reason, head.version_minor);
  for (const Field& field : head.Fields()) writer.Field(field.name, field.value);
  writer.End();
  return std::string(writer.written());
}

// All but the count of bytes: white space around values, and empty lines, are not written again.
std::string_view Parts(std::string_view report) { return report.substr(report.find('\n')); }

template <class Parser>
std::string CheckWrittenAgain(std::string_view bytes, const Feed& feed) {
  Parser parser;
  if (parser.Parse(bytes) != ParseStatus::kDone) return "";
  // A byte or two more than was read where white space was left out by the sender.
  std::string out(bytes.size() + 2 * kFieldsCapacity, '\0');
  HeadWriter writer(out);
  const std::string written = WriteAgain(parser.head(), writer);
  if (writer.overflow()) return "does not fit when written again";
  const std::string before = feed(bytes, Whole(bytes));
  const std::string after = feed(written, Whole(written));
  if (after.find('\n') == after.npos) return "written:\n" + written + "\n" + after;
  return Parts(before) == Parts(after) ? "" : "before:\n" + before + "\nafter:\n" + after;
}

}  // namespace

std::string CheckRequest(std::string_view bytes) {
  const Feed feed = [](std::string_view b, const Sizes& s) { return FeedRequest(b, s); };
  const Feed tight = [](std::string_view b, const Sizes& s) { return FeedRequest(b, s, kTight); };
  std::string broken = CheckCuts(bytes, feed);
  if (broken.empty()) broken = CheckCuts(bytes, tight);
  if (broken.empty()) broken = CheckWrittenAgain<RequestParser>(bytes, feed);
  return broken;
}

std::string CheckResponse(std::string_view bytes) {
  std::string broken;
  for (const char* method : {"GET", "HEAD", "CONNECT"}) {
    const Feed feed = [method](std::string_view b, const Sizes& s) {
      return FeedResponse(b, s, {}, method);
    };
    if (broken.empty()) broken = CheckCuts(bytes, feed);
    if (broken.empty()) broken = CheckWrittenAgain<ResponseParser>(bytes, feed);
  }
  const Feed tight = [](std::string_view b, const Sizes& s) { return FeedResponse(b, s, kTight); };
  return broken.empty() ? CheckCuts(bytes, tight) : broken;
}

std::string CheckBody(std::string_view bytes) {
  const auto with = [](Framing framing, uint64_t length, const Limits& limits) {
    return
        [=](std::string_view b, const Sizes& s) { return FeedBody(b, s, framing, length, limits); };
  };
  std::string broken = CheckCuts(bytes, with(Framing::kChunked, 0, {}));
  if (broken.empty()) broken = CheckCuts(bytes, with(Framing::kChunked, 0, kTight));
  if (broken.empty()) broken = CheckCuts(bytes, with(Framing::kLength, bytes.size() / 2, {}));
  if (broken.empty()) broken = CheckCuts(bytes, with(Framing::kUntilClose, 0, {}));
  return broken;
}

}  // namespace seep::test
