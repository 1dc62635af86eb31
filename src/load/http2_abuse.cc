#include "load/http2_abuse.h"

#include <algorithm>

namespace seep {
namespace {

constexpr uint32_t kWindowMax = 0x7fff'ffff;  // RFC 9113 §6.9.1
constexpr std::string_view kPingData = "seepseep";

std::string Opening() { return std::string(kHttp2Preface) + SettingsFrame({{kEnablePush, 0}}); }

std::string Reset(uint32_t stream) {
  return Frame(FrameType::kRstStream, 0, stream, BigEndian32(kCancel));
}

std::string WindowUpdate(uint32_t stream, uint32_t more) {
  return Frame(FrameType::kWindowUpdate, 0, stream, BigEndian32(more));
}

// The number of a client's streams: 1, 3, 5, …
uint32_t StreamAt(uint32_t index) { return 2 * index + 1; }

std::string Data(uint32_t stream, std::string_view body, bool end) {
  std::string frames;
  do {
    const std::string_view piece = body.substr(0, kFrameBytesMax);
    body.remove_prefix(piece.size());
    frames += Frame(FrameType::kData, end && body.empty() ? kEndStream : 0, stream, piece);
  } while (!body.empty());
  return frames;
}

// The request; of its body no more than the first window holds.
std::string Whole(uint32_t stream, const Http2Request& request) {
  const bool has_body = !request.body.empty();
  std::string frames = HeadersFrames(stream, has_body ? 0 : kEndStream, FieldBlock(request.fields));
  if (!has_body) return frames;
  const std::string_view body = std::string_view(request.body).substr(0, kFirstWindow);
  return frames + Data(stream, body, body.size() == request.body.size());
}

// A request as a shape cuts it that is not about HTTP/2 in particular.
std::string Cut(const Shape& shape, const Http2Request& request) {
  const std::string head = HeadersFrames(1, 0, FieldBlock(request.fields));
  switch (shape.cut) {
    case CutAt::kConnect:
      return "";
    case CutAt::kRequestLine:
    case CutAt::kHeaders:
      return Opening() + head.substr(0, head.size() / 2);
    case CutAt::kBody: {
      const size_t bytes = std::min({shape.cut_bytes, request.body.size(), kFirstWindow});
      return Opening() + head + Data(1, std::string_view(request.body).substr(0, bytes), false);
    }
    case CutAt::kNowhere:
      break;
  }
  return Opening() + Whole(1, request);
}

std::string SplitHeaders(const Http2Request& request, size_t variant) {
  const std::string block = FieldBlock(request.fields);
  const size_t half = block.size() / 2;
  const std::string first = Frame(FrameType::kHeaders, kEndStream, 1, block.substr(0, half));
  const std::string second = Frame(FrameType::kContinuation, 0, 1, block.substr(half));
  // Behind a frame boundary, though more has to come; within HEADERS; within CONTINUATION.
  if (variant == 0) return first + second;
  if (variant == 1) return first.substr(0, kFrameHeadBytes + half / 2);
  return first + second.substr(0, second.size() - 1);
}

// RFC 9113 §5.3.1 and §6.3; RFC 9218 §4, whose field is a structured one (RFC 8941).
std::string BadPriority(const Http2Request& request, size_t variant) {
  const std::string itself = BigEndian32(1) + '\x10';  // depends on stream 1; its weight
  if (variant == 0) {
    return Frame(FrameType::kHeaders, kEndStream | kEndHeaders | kHasPriority, 1,
                 itself + FieldBlock(request.fields));
  }
  if (variant == 1) return Whole(1, request) + Frame(FrameType::kPriority, 0, 1, itself);
  if (variant == 2)
    return Whole(1, request) + Frame(FrameType::kPriority, 0, 1, BigEndian32(0));  // a byte short
  Http2Request with_field = request;
  with_field.fields.emplace_back("priority", variant == 3 ? "u=99, i=?2" : "u=\"");
  return Whole(1, with_field);
}

std::string BadFlags(const Http2Request& request, size_t variant) {
  constexpr uint8_t kUnknown =
      0xd2;  // RFC 9113 §6.2 has no such flags, and they are ignored (§4.1)
  const std::string block = FieldBlock(request.fields);
  const std::string padding_only = "\x7f";  // 127 bytes of it, which do not follow
  switch (variant) {
    case 0:
      return Frame(FrameType::kHeaders, kEndStream | kEndHeaders | kUnknown, 1, block);
    case 1:
      return Frame(FrameType::kHeaders, kEndStream | kEndHeaders | kPadded, 1,
                   '\xff' + block.substr(0, 20));
    case 2:
      return HeadersFrames(1, 0, block) + Frame(FrameType::kData, kPadded, 1, padding_only);
    case 3:
      return Whole(1, request) + Frame(FrameType::kSettings, kAck, 0, std::string(6, '\0'));
    default:
      return Whole(1, request) + Frame(FrameType::kPing, 0xfe, 1, kPingData);
  }
}

std::string WindowOverflow(const Http2Request& request, size_t variant) {
  // The connection's window, a stream's, and a stream's by way of a setting (RFC 9113 §6.9).
  if (variant == 0) return Whole(1, request) + WindowUpdate(0, kWindowMax);
  const std::string open = HeadersFrames(1, 0, FieldBlock(request.fields));
  if (variant == 1) return open + WindowUpdate(1, kWindowMax);
  return open + WindowUpdate(1, kFirstWindow) + SettingsFrame({{kInitialWindowSize, kWindowMax}});
}

std::string Many(uint32_t count, const std::string& frame) {
  std::string frames;
  frames.reserve(count * frame.size());
  for (uint32_t i = 0; i < count; ++i) frames += frame;
  return frames;
}

std::string ManyStreams(const Shape& shape, const Http2Request& request) {
  const bool reset = shape.http2 == Http2Abuse::kRapidReset;
  const std::string block = FieldBlock(request.fields);
  const uint8_t end = reset && request.body.empty() ? kEndStream : 0;
  std::string frames;
  for (uint32_t i = 0; i < shape.frames; ++i) {
    frames += HeadersFrames(StreamAt(i), end, block);
    if (reset) frames += Reset(StreamAt(i));
  }
  return frames;
}

// Of streams that are idle, which is an error of the connection (RFC 9113 §6.4).
std::string ManyResets(uint32_t count) {
  std::string frames;
  for (uint32_t i = 0; i < count; ++i) frames += Reset(StreamAt(i));
  return frames;
}

}  // namespace

bool HasHttp2Session(const TrafficSpec& spec) {
  const Shape& shape = spec.shape;
  return spec.http2 && shape.http2 == Http2Abuse::kNone && shape.wait != WaitFor::kNothing;
}

size_t Http2Variants(const Shape& shape) {
  switch (shape.http2) {
    case Http2Abuse::kSplitHeaders:
    case Http2Abuse::kWindowOverflow:
      return 3;
    case Http2Abuse::kBadPriority:
    case Http2Abuse::kBadFlags:
      return 5;
    default:
      return 1;
  }
}

std::string RenderHttp2(const Shape& shape, const Http2Request& request, size_t variant) {
  switch (shape.http2) {
    case Http2Abuse::kNone:
      return Cut(shape, request);
    case Http2Abuse::kRapidReset:
    case Http2Abuse::kHalfOpen:
      return Opening() + ManyStreams(shape, request);
    case Http2Abuse::kGoaway:
      return Opening() + HeadersFrames(1, 0, FieldBlock(request.fields)) + Reset(1) +
             Frame(FrameType::kGoaway, 0, 0, BigEndian32(0) + BigEndian32(kNoError));
    case Http2Abuse::kSplitHeaders:
      return Opening() + SplitHeaders(request, variant);
    case Http2Abuse::kBadPriority:
      return Opening() + BadPriority(request, variant);
    case Http2Abuse::kBadFlags:
      return Opening() + BadFlags(request, variant);
    case Http2Abuse::kWindowOverflow:
      return Opening() + WindowOverflow(request, variant);
    case Http2Abuse::kSettingsFlood:
      return Opening() + Many(shape.frames, SettingsFrame({{kHeaderTableSize, 4096}}));
    case Http2Abuse::kPingFlood:
      return Opening() + Many(shape.frames, Frame(FrameType::kPing, 0, 0, kPingData));
    case Http2Abuse::kPartialPing: {
      const std::string ping = Frame(FrameType::kPing, 0, 0, kPingData);
      return Opening() + ping.substr(0, ping.size() - kPingData.size() / 2);
    }
    case Http2Abuse::kResetFirst:
      return Opening() + ManyResets(shape.frames);
    case Http2Abuse::kZeroWindow:
      return std::string(kHttp2Preface) +
             SettingsFrame({{kEnablePush, 0}, {kInitialWindowSize, 0}}) + Whole(1, request);
  }
  return Opening();
}

}  // namespace seep
