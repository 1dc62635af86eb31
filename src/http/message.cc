#include "http/message.h"

#include "http/characters.h"

namespace seep {
namespace {

constexpr char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

}  // namespace

const Field* MessageHead::Find(std::string_view name) const {
  for (const Field& field : Fields())
    if (EqualsIgnoreCase(field.name, name)) return &field;
  return nullptr;
}

std::string_view Name(ParseError error) {
  switch (error) {
    case ParseError::kNone:
      return "no error";
    case ParseError::kBareLineFeed:
      return "bare line feed or carriage return";
    case ParseError::kStartLine:
      return "malformed start line";
    case ParseError::kMethod:
      return "malformed method";
    case ParseError::kTarget:
      return "malformed request target";
    case ParseError::kTargetTooLong:
      return "request target too long";
    case ParseError::kVersion:
      return "malformed HTTP version";
    case ParseError::kVersionUnsupported:
      return "unsupported HTTP version";
    case ParseError::kHeadTooLarge:
      return "head too large";
    case ParseError::kTooManyFields:
      return "too many header fields";
    case ParseError::kFieldName:
      return "malformed field name";
    case ParseError::kFieldValue:
      return "control character in a field value";
    case ParseError::kObsoleteFolding:
      return "folded field line";
    case ParseError::kHost:
      return "missing, repeated or malformed Host";
    case ParseError::kContentLength:
      return "malformed or contradictory Content-Length";
    case ParseError::kTransferEncoding:
      return "faulty Transfer-Encoding";
    case ParseError::kTransferCodingUnknown:
      return "unknown transfer coding";
    case ParseError::kChunk:
      return "malformed chunk";
    case ParseError::kTrailer:
      return "malformed trailer section";
    case ParseError::kTruncated:
      return "message cut short";
  }
  return "unknown error";
}

uint16_t StatusFor(ParseError error) {
  switch (error) {
    case ParseError::kTargetTooLong:
      return 414;
    case ParseError::kHeadTooLarge:
    case ParseError::kTooManyFields:
      return 431;
    case ParseError::kTransferCodingUnknown:
      return 501;
    case ParseError::kVersionUnsupported:
      return 505;
    default:
      return 400;
  }
}

bool IsToken(std::string_view text) { return !text.empty() && kTokenCharacters.HasAll(text); }

bool EqualsIgnoreCase(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i)
    if (Lower(a[i]) != Lower(b[i])) return false;
  return true;
}

}  // namespace seep
