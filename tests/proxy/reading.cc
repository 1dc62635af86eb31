#include "proxy/reading.h"

#include <fmt/format.h>

namespace sluice::testing {

std::string Describe(const Reading& reading) {
  std::string text;
  for (const ReadMessage& m : reading.messages) {
    if (!text.empty()) text += "; ";
    text += m.start.empty()
                ? "a part of a head"
                : fmt::format("{}{}{} {}, {} bytes", m.start, m.target.empty() ? "" : " ", m.target,
                              m.whole ? "whole" : "cut", m.body.size());
  }
  if (text.empty()) text = "nothing";
  return reading.fault.empty() ? text : fmt::format("{}; then {}", text, reading.fault);
}

}  // namespace sluice::testing
