#include "proxy/strict_reader.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

namespace sluice::testing {
namespace {

constexpr std::string_view kTokenCharacters =
    "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kDigits = "0123456789";
constexpr size_t kSizeDigitsMax = 16;

bool Consists(std::string_view text, std::string_view of) {
  return !text.empty() && text.find_first_not_of(of) == std::string_view::npos;
}

std::string_view Trim(std::string_view text) {
  const size_t begin = std::min(text.find_first_not_of(" \t"), text.size());
  return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return lower;
}

bool IsVersion1(std::string_view text) {
  return text.size() == 8 && text.starts_with("HTTP/1.") && Consists(text.substr(7), kDigits);
}

// What a head says of its body's end.
struct Head {
  std::optional<uint64_t> length;
  bool coded = false;  // it has a Transfer-Encoding
  int codings = 0;     // all of them "chunked", since it is an error to name another
  bool old = false;    // it is of HTTP/1.0
};

class StrictReader {
 public:
  StrictReader(std::string_view bytes, WrittenBy by)
      : rest_(bytes), canonical_(by == WrittenBy::kSluice) {}

  Reading Requests() {
    while (GoesOn()) {
      if (!canonical_ && rest_.starts_with("\r\n")) {
        rest_.remove_prefix(2);
        continue;
      }
      reading_.messages.emplace_back();
      Head head;
      if (!RequestLine(head) || !Fields(head)) {
        message() = {};
        break;
      }
      Body(head);
    }
    return Result();
  }

  Reading Responses(std::span<const std::string> methods) {
    while (GoesOn()) {
      if (reading_.messages.size() == methods.size()) {
        fault_ = "a response that nobody asked for";
        break;
      }
      reading_.messages.emplace_back();
      Head head;
      if (!StatusLine(head) || !Fields(head)) {
        message() = {};
        break;
      }
      const std::string& status = message().start;
      if (status[0] == '1' && status != "101") {
        reading_.messages.pop_back();
        continue;
      }
      const bool bodiless =
          methods[reading_.messages.size() - 1] == "HEAD" || status == "204" || status == "304";
      if (bodiless) {
        message().whole = true;
      } else if (status == "101" || (head.codings == 0 && !head.length)) {
        message().body = rest_;
        message().whole = true;
        rest_ = {};
      } else {
        Body(head);
      }
    }
    return Result();
  }

 private:
  ReadMessage& message() { return reading_.messages.back(); }
  bool GoesOn() const { return !rest_.empty() && fault_.empty() && !cut_; }

  Reading Result() {
    reading_.fault = fault_;
    return std::move(reading_);
  }

  bool Fail(const char* fault) {
    fault_ = fault;
    return false;
  }

  // The line comes without its end. There is none where the end has not come, or where a byte is in
  // it that no line has.
  std::optional<std::string_view> Line() {
    const auto is_control = [](char c) {
      return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
    };
    const auto at = static_cast<size_t>(std::ranges::find_if(rest_, is_control) - rest_.begin());
    const std::string_view end = rest_.substr(at, 2);
    if (end.empty() || end == "\r") {
      cut_ = true;
      return std::nullopt;
    }
    if (end != "\r\n") {
      Fail("a control character in a line");
      return std::nullopt;
    }
    const std::string_view line = rest_.substr(0, at);
    rest_.remove_prefix(at + 2);
    return line;
  }

  bool RequestLine(Head& head) {
    const auto line = Line();
    if (!line) return false;
    const size_t first = line->find(' ');
    const size_t last = line->rfind(' ');
    if (first == line->npos || first == last) return Fail("a request line that is none");
    const std::string_view target = line->substr(first + 1, last - first - 1);
    const std::string_view version = line->substr(last + 1);
    const bool visible = std::ranges::all_of(target, [](char c) { return c > ' ' && c < 0x7f; });
    if (!Consists(line->substr(0, first), kTokenCharacters) || target.empty() || !visible ||
        !IsVersion1(version) || (canonical_ && version != "HTTP/1.1"))
      return Fail("a request line that is none");
    message().start = line->substr(0, first);
    message().target = target;
    head.old = version == "HTTP/1.0";
    return true;
  }

  bool StatusLine(Head& head) {
    const auto line = Line();
    if (!line) return false;
    const std::string_view version = line->substr(0, line->find(' '));
    const std::string_view status = line->substr(std::min(version.size() + 1, line->size()), 3);
    const std::string_view rest = line->substr(std::min(version.size() + 4, line->size()));
    if (!IsVersion1(version) || (canonical_ && version != "HTTP/1.1") || status.size() != 3 ||
        !Consists(status, kDigits) || status[0] < '1' || status[0] > '5' ||
        !(rest.empty() ? !canonical_ : rest[0] == ' '))
      return Fail("a status line that is none");
    message().start = status;
    head.old = version == "HTTP/1.0";
    return true;
  }

  // Calls visit(name in lower case, value) for each field up to the empty line. False where that
  // has not come, where a field is none, or where visit has said so.
  template <class Visit>
  bool EachField(Visit visit) {
    for (;;) {
      const auto line = Line();
      if (!line) return false;
      if (line->empty()) return true;
      const std::string_view name = line->substr(0, line->find(':'));
      if (name.size() == line->size() || !Consists(name, kTokenCharacters))
        return Fail("a field that is none");
      if (!visit(Lower(name), Trim(line->substr(name.size() + 1)))) return false;
    }
  }

  bool Fields(Head& head) {
    const bool read = EachField([&](const std::string& name, std::string_view value) {
      if (name == "content-length")
        return ContentLength(value, head) || Fail("a Content-Length that is none");
      if (name == "transfer-encoding")
        return TransferEncoding(value, head) || Fail("a Transfer-Encoding other than chunked");
      return true;
    });
    if (!read || !head.coded) return read;
    if (head.codings != 1) return Fail("a Transfer-Encoding other than chunked");
    return !(head.length || head.old) || Fail("two ways to find the body's end");
  }

  bool ContentLength(std::string_view value, Head& head) {
    if (canonical_ && (head.length || !Consists(value, kDigits))) return false;
    for (;;) {
      const size_t comma = std::min(value.find(','), value.size());
      const std::string_view element = Trim(value.substr(0, comma));
      int64_t length = 0;
      const auto [end, error] =
          std::from_chars(element.data(), element.data() + element.size(), length);
      if (!Consists(element, kDigits) || error != std::errc()) return false;
      if (head.length && *head.length != static_cast<uint64_t>(length)) return false;
      head.length = static_cast<uint64_t>(length);
      if (comma == value.size()) return true;
      value.remove_prefix(comma + 1);
    }
  }

  bool TransferEncoding(std::string_view value, Head& head) {
    if (canonical_ && (head.codings > 0 || value != "chunked")) return false;
    head.coded = true;
    while (!value.empty()) {
      const size_t comma = std::min(value.find(','), value.size());
      const std::string coding = Lower(Trim(value.substr(0, comma)));
      if (!coding.empty() && coding != "chunked") return false;
      head.codings += coding.empty() ? 0 : 1;
      value.remove_prefix(std::min(comma + 1, value.size()));
    }
    return true;
  }

  void Body(const Head& head) {
    if (head.codings > 0) {
      Chunks();
    } else {
      Length(head.length.value_or(0));
    }
  }

  void Length(uint64_t bytes) {
    const std::string_view data = rest_.substr(0, std::min<uint64_t>(bytes, rest_.size()));
    rest_.remove_prefix(data.size());
    message().body += data;
    message().whole = data.size() == bytes;
    cut_ = !message().whole;
  }

  bool Chunks() {
    for (;;) {
      const auto line = Line();
      if (!line) return false;
      const size_t digits =
          std::min(line->find_first_not_of("0123456789abcdefABCDEF"), line->size());
      const std::string_view behind = Trim(line->substr(digits));
      int64_t size = 0;
      const auto [end, error] = std::from_chars(line->data(), line->data() + digits, size, 16);
      if (digits == 0 || digits > kSizeDigitsMax || error != std::errc())
        return Fail("a chunk's size that is none");
      if (digits < line->size() && (canonical_ || !behind.starts_with(';')))
        return Fail("something behind a chunk's size");
      if (size == 0) return Trailers();
      Length(static_cast<uint64_t>(size));
      if (cut_) return false;
      message().whole = false;
      if (rest_.starts_with("\r\n")) {
        rest_.remove_prefix(2);
      } else if (rest_.empty() || rest_ == "\r") {
        cut_ = true;
        return false;
      } else {
        return Fail("a chunk that does not end where it says");
      }
    }
  }

  bool Trailers() {
    return message().whole = EachField([&](const std::string& name, std::string_view) {
             const bool is_framing = name == "content-length" || name == "transfer-encoding";
             return !(canonical_ && is_framing) || Fail("a trailer that says where a body ends");
           });
  }

  std::string_view rest_;
  const bool canonical_;
  Reading reading_;
  std::string fault_;
  bool cut_ = false;  // the bytes end within a message
};

}  // namespace

Reading ReadRequestsStrictly(std::string_view bytes, WrittenBy by) {
  return StrictReader(bytes, by).Requests();
}

Reading ReadResponsesStrictly(std::string_view bytes, std::span<const std::string> methods,
                              WrittenBy by) {
  return StrictReader(bytes, by).Responses(methods);
}

}  // namespace sluice::testing
