#include "http/field_line.h"

#include "http/characters.h"

namespace seep {

ParseError ParseFieldLine(std::string_view line, Field& field) {
  const char* at = line.data();
  const char* end = at + line.size();
  while (at != end && kTokenCharacters.Has(*at)) ++at;
  if (at == end) return ParseError::kFieldName;
  if (at == line.data() && IsBlank(*at)) return ParseError::kObsoleteFolding;
  if (*at == '\r') return ParseError::kBareLineFeed;
  if (at == line.data() || *at != ':') return ParseError::kFieldName;
  field.name = {line.data(), static_cast<size_t>(at - line.data())};

  ++at;
  while (at != end && IsBlank(*at)) ++at;
  while (at != end && IsBlank(end[-1])) --end;
  field.value = {at, static_cast<size_t>(end - at)};
  if (const char* bad = FindNonText(field.value))
    return *bad == '\r' ? ParseError::kBareLineFeed : ParseError::kFieldValue;
  return ParseError::kNone;
}

}  // namespace seep
