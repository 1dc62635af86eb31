#pragma once
// Text inside of XML.

#include <string>
#include <string_view>

namespace seep {

// For text and attributes: <, >, &, " and ' as entities. Control characters but tab and newline,
// which XML 1.0 (section 2.2) has not, and bytes that are no UTF-8 become "?".
std::string XmlText(std::string_view text);

}  // namespace seep
