#include "http/characters.h"
#include "http/parser.h"

namespace seep {

bool IsHost(std::string_view value) {
  size_t host_bytes = 0;
  if (!value.empty() && value.front() == '[') {
    const size_t close = value.find(']');
    if (close == std::string_view::npos || close == 1) return false;
    if (!kIpLiteralCharacters.HasAll(value.substr(1, close - 1))) return false;
    host_bytes = close + 1;
  } else {
    while (host_bytes < value.size() && kRegNameCharacters.Has(value[host_bytes])) ++host_bytes;
    if (host_bytes == 0 && !value.empty()) return false;
  }
  const std::string_view port = value.substr(host_bytes);
  return port.empty() || (port.front() == ':' && kDigits.HasAll(port.substr(1)));
}

namespace {

// True if the target of `line`, whole or not, is already longer than that.
bool TargetExceeds(std::string_view line, size_t bytes_max) {
  if (line.size() <= bytes_max) return false;
  const size_t space = line.find(' ');
  if (space == std::string_view::npos) return false;
  const std::string_view rest = line.substr(space + 1);
  return rest.size() > bytes_max && rest.substr(0, bytes_max + 1).find(' ') == rest.npos;
}

// What has come of the line that begins at `begin`, without the line feed.
std::string_view LineSoFar(std::string_view bytes, size_t begin) {
  const std::string_view rest = bytes.substr(begin);
  return rest.substr(0, rest.find('\n'));
}

}  // namespace

ParseStatus RequestParser::Parse(std::string_view bytes) {
  if (const ptrdiff_t moved = reader_.Follow(bytes, head_); moved != 0) {
    head_.method = Moved(head_.method, moved);
    head_.target = Moved(head_.target, moved);
    head_.host = Moved(head_.host, moved);
  }
  const ParseStatus status = ParseLines(bytes.substr(0, limits_.head_bytes_max));
  if (status == ParseStatus::kNeedMore && bytes.size() >= limits_.head_bytes_max)
    return reader_.Fail(ParseError::kHeadTooLarge);
  return status;
}

void RequestParser::Reset() {
  reader_ = HeadReader();
  head_.field_count = 0;
  head_.method = head_.target = head_.host = {};
  started_ = false;
}

ParseStatus RequestParser::ParseLines(std::string_view bytes) {
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

ParseStatus RequestParser::StartLine(std::string_view bytes) {
  if (!started_) {
    ParseStatus skipped = ParseStatus::kDone;
    while (skipped == ParseStatus::kDone) skipped = reader_.SkipEmptyLine(bytes);
    if (skipped == ParseStatus::kNeedMore) return skipped;
    if (reader_.error() != ParseError::kNone) return ParseStatus::kFailed;
    started_ = true;
    // The first byte tells most of what is not HTTP, a TLS handshake for one.
    if (!kTokenCharacters.Has(bytes[reader_.offset()])) return reader_.Fail(ParseError::kMethod);
  }
  const size_t begin = reader_.offset();
  // Before the line's end is in: it may never come.
  if (bytes.size() - begin > limits_.target_bytes_max &&
      TargetExceeds(LineSoFar(bytes, begin), limits_.target_bytes_max))
    return reader_.Fail(ParseError::kTargetTooLong);
  std::string_view line;
  const ParseStatus status = reader_.StartLine(bytes, line);
  if (status != ParseStatus::kDone) return status;
  const ParseError error = RequestLine(line);
  if (error == ParseError::kNone) return ParseStatus::kDone;
  // No part may hold a carriage return, so it is looked for only to say what is wrong.
  return reader_.Fail(line.find('\r') == line.npos ? error : ParseError::kBareLineFeed);
}

// method SP request-target SP HTTP-version (RFC 9112 §3). One space each, nothing repaired.
ParseError RequestParser::RequestLine(std::string_view line) {
  const size_t first = line.find(' ');
  const size_t second = first == line.npos ? line.npos : line.find(' ', first + 1);
  if (second == line.npos) return ParseError::kStartLine;
  head_.method = line.substr(0, first);
  head_.target = line.substr(first + 1, second - first - 1);
  if (!IsToken(head_.method)) return ParseError::kMethod;
  if (head_.target.empty() || !kTargetCharacters.HasAll(head_.target)) return ParseError::kTarget;
  return ParseVersion(line.substr(second + 1), head_.version_minor);
}

ParseError RequestParser::Finish() {
  const FramingFacts& facts = reader_.facts();
  if (facts.host_count > 1 || (facts.host_count == 0 && head_.version_minor >= 1))
    return ParseError::kHost;
  if (facts.host_count == 1) head_.host = head_.fields[facts.host_index].value;
  if (!IsHost(head_.host)) return ParseError::kHost;
  head_.expect_continue = facts.expect_continue && head_.version_minor >= 1;
  return DeriveFraming(facts, head_);
}

}  // namespace seep
