#include <algorithm>

#include "http/characters.h"
#include "http/parser.h"

namespace seep {
namespace {

constexpr std::string_view kVersionPrefix = "HTTP/";

// 3DIGIT from 100 to 599, or 0.
uint16_t ParseStatusCode(std::string_view text) {
  if (text.size() != 3 || !kDigits.HasAll(text)) return 0;
  const int code = (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
  return code >= 100 && code <= 599 ? static_cast<uint16_t>(code) : uint16_t{0};
}

}  // namespace

void ResponseParser::set_request_method(std::string_view method) {
  request_ = method == "HEAD"      ? RequestKind::kHead
             : method == "CONNECT" ? RequestKind::kConnect
                                   : RequestKind::kOther;
}

ParseStatus ResponseParser::Parse(std::string_view bytes) {
  if (const ptrdiff_t moved = reader_.Follow(bytes, head_); moved != 0)
    head_.reason = Moved(head_.reason, moved);
  const ParseStatus status = ParseLines(bytes.substr(0, limits_.head_bytes_max));
  if (status == ParseStatus::kNeedMore && bytes.size() >= limits_.head_bytes_max)
    return reader_.Fail(ParseError::kHeadTooLarge);
  return status;
}

void ResponseParser::Reset() {
  reader_ = HeadReader();
  head_.field_count = 0;
  head_.reason = {};
}

ParseStatus ResponseParser::ParseLines(std::string_view bytes) {
  if (reader_.phase() == HeadReader::Phase::kFailed) return ParseStatus::kFailed;
  if (reader_.phase() == HeadReader::Phase::kDone) return ParseStatus::kDone;
  if (reader_.phase() == HeadReader::Phase::kStartLine) {
    const ParseStatus status = StartLine(bytes);
    if (status != ParseStatus::kDone) return status;
  }
  const ParseStatus status = reader_.Fields(bytes, limits_, head_);
  if (status != ParseStatus::kDone) return status;
  const ParseError error = Finish();
  return error == ParseError::kNone ? ParseStatus::kDone : reader_.Fail(error);
}

ParseStatus ResponseParser::StartLine(std::string_view bytes) {
  // What is not HTTP is known by its first bytes; its line may never end.
  const size_t known = std::min(bytes.size(), kVersionPrefix.size());
  if (bytes.substr(0, known) != kVersionPrefix.substr(0, known))
    return reader_.Fail(ParseError::kStartLine);
  std::string_view line;
  const ParseStatus status = reader_.StartLine(bytes, line);
  if (status != ParseStatus::kDone) return status;
  const ParseError error = StatusLine(line);
  if (error == ParseError::kNone) return ParseStatus::kDone;
  // No part may hold a carriage return, so it is looked for only to say what is wrong.
  return reader_.Fail(line.find('\r') == line.npos ? error : ParseError::kBareLineFeed);
}

// HTTP-version SP status-code SP [ reason-phrase ] (RFC 9112 §4). Servers in the field leave the
// second space out with the phrase; there is no other way to read that.
ParseError ResponseParser::StatusLine(std::string_view line) {
  const ParseError error = ParseVersion(line.substr(0, line.find(' ')), head_.version_minor);
  if (error != ParseError::kNone) return error;
  constexpr size_t kCodeOffset = 9;
  constexpr size_t kReasonOffset = kCodeOffset + 4;
  if (line.size() < kCodeOffset) return ParseError::kStartLine;
  head_.status = ParseStatusCode(line.substr(kCodeOffset, 3));
  if (head_.status == 0) return ParseError::kStartLine;
  if (line.size() >= kReasonOffset && line[kReasonOffset - 1] != ' ') return ParseError::kStartLine;
  head_.reason = line.substr(std::min(line.size(), kReasonOffset));
  return FindNonText(head_.reason) == nullptr ? ParseError::kNone : ParseError::kStartLine;
}

ParseError ResponseParser::Finish() {
  const ParseError error = DeriveFraming(reader_.facts(), head_);
  if (error != ParseError::kNone) return error;
  // RFC 9112 §6.3, rules 1 and 2.
  const bool has_no_body = request_ == RequestKind::kHead || head_.status < 200 ||
                           head_.status == 204 || head_.status == 304 ||
                           (request_ == RequestKind::kConnect && head_.status < 300);
  if (has_no_body) {
    head_.framing = Framing::kNone;
  } else if (head_.framing == Framing::kNone) {
    head_.framing = Framing::kUntilClose;
    head_.keep_alive = false;
  }
  return ParseError::kNone;
}

}  // namespace seep
