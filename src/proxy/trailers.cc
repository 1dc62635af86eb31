#include "proxy/trailers.h"

#include <algorithm>
#include <array>

#include "proxy/field_kind.h"

namespace sluice {
namespace {

constexpr std::array<std::string_view, 22> kNeededBefore = {"authorization",
                                                            "proxy-authorization",
                                                            "cookie",
                                                            "set-cookie",
                                                            "cache-control",
                                                            "expires",
                                                            "age",
                                                            "pragma",
                                                            "vary",
                                                            "location",
                                                            "www-authenticate",
                                                            "proxy-authenticate",
                                                            "range",
                                                            "if-match",
                                                            "if-none-match",
                                                            "if-modified-since",
                                                            "if-range",
                                                            "content-encoding",
                                                            "content-type",
                                                            "content-range",
                                                            "retry-after",
                                                            "if-unmodified-since"};

}  // namespace

bool WantsTrailers(const seep::RequestHead& head) {
  if (head.version_minor == 0) return false;
  bool wants = false;
  for (const seep::Field& field : head.Fields()) {
    if (!seep::EqualsIgnoreCase(field.name, "te")) continue;
    seep::ForEachListElement(field.value, [&](std::string_view coding) {
      wants |= seep::EqualsIgnoreCase(coding, "trailers");
    });
  }
  return wants;
}

bool MayBeTrailer(std::string_view name) {
  return Classify(name) == FieldKind::kEndToEnd &&
         std::ranges::none_of(kNeededBefore, [&](std::string_view needed) {
           return seep::EqualsIgnoreCase(name, needed);
         });
}

}  // namespace sluice
