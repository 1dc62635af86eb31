#include "http/head_reader.h"

#include <algorithm>

#include "http/characters.h"
#include "http/field_line.h"

namespace seep {

ptrdiff_t HeadReader::Follow(std::string_view bytes, MessageHead& head) {
  const uintptr_t base = reinterpret_cast<uintptr_t>(bytes.data());
  const ptrdiff_t distance = static_cast<ptrdiff_t>(base - base_);
  base_ = base;
  if (distance == 0) return 0;
  for (size_t i = 0; i < head.field_count; ++i) {
    head.fields[i].name = Moved(head.fields[i].name, distance);
    head.fields[i].value = Moved(head.fields[i].value, distance);
  }
  return distance;
}

ParseStatus HeadReader::SkipEmptyLine(std::string_view bytes) {
  const std::string_view rest = bytes.substr(offset());
  if (rest.empty()) return ParseStatus::kNeedMore;
  if (rest[0] == '\n') return Fail(ParseError::kBareLineFeed);
  if (rest[0] != '\r') return ParseStatus::kFailed;
  if (rest.size() == 1) return ParseStatus::kNeedMore;
  if (rest[1] != '\n') return Fail(ParseError::kBareLineFeed);
  lines_.Skip(2);
  return ParseStatus::kDone;
}

ParseStatus HeadReader::StartLine(std::string_view bytes, std::string_view& line) {
  const ParseStatus status = lines_.Next(bytes, line);
  if (status == ParseStatus::kFailed) return Fail(ParseError::kBareLineFeed);
  if (status == ParseStatus::kDone) phase_ = Phase::kFields;
  return status;
}

ParseStatus HeadReader::Fields(std::string_view bytes, const Limits& limits, MessageHead& head) {
  const size_t fields_max = std::min(limits.fields_max, kFieldsCapacity);
  while (true) {
    std::string_view line;
    const ParseStatus status = lines_.Next(bytes, line);
    if (status == ParseStatus::kNeedMore) return status;
    if (status == ParseStatus::kFailed) return Fail(ParseError::kBareLineFeed);
    if (line.empty()) {
      phase_ = Phase::kDone;
      return ParseStatus::kDone;
    }
    if (head.field_count == fields_max) return Fail(ParseError::kTooManyFields);
    Field& field = head.fields[head.field_count];
    ParseError error = ParseFieldLine(line, field);
    if (error == ParseError::kNone) error = facts_.Note(field, head.field_count);
    if (error != ParseError::kNone) return Fail(error);
    ++head.field_count;
  }
}

ParseStatus HeadReader::Fail(ParseError error) {
  error_ = error;
  phase_ = Phase::kFailed;
  return ParseStatus::kFailed;
}

ParseError ParseVersion(std::string_view text, uint8_t& version_minor) {
  constexpr std::string_view kPrefix = "HTTP/";
  if (text.size() != 8 || text.substr(0, kPrefix.size()) != kPrefix) return ParseError::kVersion;
  if (!kDigits.Has(text[5]) || text[6] != '.' || !kDigits.Has(text[7])) return ParseError::kVersion;
  if (text[5] != '1') return ParseError::kVersionUnsupported;
  version_minor = text[7] == '0' ? 0 : 1;
  return ParseError::kNone;
}

}  // namespace seep
