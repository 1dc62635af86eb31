#pragma once
// The Date field's value, written anew once a second at most. Not thread-safe.

#include <array>
#include <ctime>
#include <string_view>

namespace sluice {

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 §5.6.7), whatever the locale.
std::array<char, 29> FormatHttpDate(std::time_t time);

class HttpDate {
 public:
  // Valid until the next call.
  std::string_view Now() {
    const std::time_t now = std::time(nullptr);
    if (now != time_) {
      time_ = now;
      text_ = FormatHttpDate(now);
    }
    return {text_.data(), text_.size()};
  }

 private:
  std::time_t time_ = -1;
  std::array<char, 29> text_{};
};

}  // namespace sluice
