#pragma once
// The page of the HTML report, made from src/report/page/ when Seep is built.

#include <string_view>

namespace seep {

// A document with "{{title}}", "{{plain}}" and "{{data}}" left open, each once and in this order.
extern const std::string_view kPageTemplate;

}  // namespace seep
