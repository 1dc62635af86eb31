#include "proxy/lenient_reader.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace sluice::testing {
namespace {

std::string_view TrimLeft(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(" \t\v\f"), text.size()));
}

std::string_view Word(std::string_view& text) {
  text = TrimLeft(text);
  const std::string_view word = text.substr(0, text.find_first_of(" \t\v\f"));
  text.remove_prefix(word.size());
  return word;
}

int DigitOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 99;
}

// As strtoull(3) reads it.
uint64_t Number(std::string_view text, int base) {
  text = TrimLeft(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  if (base == 16 && (text.starts_with("0x") || text.starts_with("0X"))) text.remove_prefix(2);
  uint64_t number = 0;
  for (size_t i = 0; i < text.size() && DigitOf(text[i]) < base; ++i)
    number = number * static_cast<uint64_t>(base) + static_cast<uint64_t>(DigitOf(text[i]));
  return number;
}

struct Head {
  std::string start;
  std::optional<uint64_t> length;
  bool chunked = false;
};

class LenientReader {
 public:
  LenientReader(std::string_view bytes, const Leniency& leniency)
      : rest_(bytes), leniency_(leniency) {}

  Reading Requests() {
    while (SkipEmptyLines()) {
      reading_.messages.emplace_back();
      const std::optional<Head> head = ReadHead();
      if (!head) break;
      std::string_view line = head->start;
      message().start = Word(line);
      message().target = Word(line);
      if (!Body(*head)) break;
    }
    return std::move(reading_);
  }

  Reading Responses(std::span<const std::string> methods) {
    while (SkipEmptyLines()) {
      if (reading_.messages.size() == methods.size()) {
        reading_.fault = "a response that nobody asked for";
        break;
      }
      reading_.messages.emplace_back();
      const std::optional<Head> head = ReadHead();
      if (!head) break;
      std::string_view line = head->start;
      Word(line);
      const std::string status(Word(line).substr(0, 3));
      message().start = status;
      if (status.starts_with('1') && status != "101") {
        reading_.messages.pop_back();
        continue;
      }
      const bool bodiless =
          methods[reading_.messages.size() - 1] == "HEAD" || status == "204" || status == "304";
      if (bodiless) {
        message().whole = true;
      } else if (status == "101" || (!head->chunked && !head->length)) {
        message().body = rest_;
        message().whole = true;
        rest_ = {};
      } else if (!Body(*head)) {
        break;
      }
    }
    return std::move(reading_);
  }

 private:
  ReadMessage& message() { return reading_.messages.back(); }

  bool SkipEmptyLines() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of("\r\n"), rest_.size()));
    return !rest_.empty();
  }

  // The line comes without its end. There is none where the end has not come.
  std::optional<std::string_view> Line() {
    const size_t at = rest_.find_first_of(leniency_.cr_ends_lines ? "\r\n" : "\n");
    // What follows a CR at the end may be its LF.
    if (at >= rest_.size() || rest_.substr(at) == "\r") return std::nullopt;
    std::string_view line = rest_.substr(0, at);
    rest_.remove_prefix(at + (rest_.substr(at).starts_with("\r\n") ? 2 : 1));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
  }

  std::optional<Head> ReadHead() {
    Head head;
    auto line = Line();
    if (!line) return std::nullopt;
    head.start = *line;
    std::string field;
    for (line = Line(); line && !line->empty(); line = Line()) {
      const bool fold = line->starts_with(' ') || line->starts_with('\t');
      if (!fold || !leniency_.folds_join) {
        Note(field, head);
        field.clear();
      }
      field += *line;
    }
    Note(field, head);
    return line ? std::optional(head) : std::nullopt;
  }

  void Note(std::string_view field, Head& head) const {
    const size_t colon = field.find(':');
    if (colon == field.npos) return;
    std::string_view named = field.substr(0, colon);
    std::string name(Word(named));
    std::string value(TrimLeft(field.substr(colon + 1)));
    for (char& c : name) {
      if (leniency_.underscores_are_dashes && c == '_') c = '-';
    }
    for (std::string* text : {&name, &value})
      std::ranges::transform(*text, text->begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
      });
    if (name == "transfer-encoding" && value.find("chunked") != value.npos) head.chunked = true;
    if (name == "content-length" && (!head.length || leniency_.last_length_wins))
      head.length = Number(value, 10);
  }

  bool Body(const Head& head) {
    if (head.chunked && !(leniency_.length_wins && head.length)) return Chunks();
    return message().whole = Take(head.length.value_or(0));
  }

  bool Take(uint64_t bytes) {
    const std::string_view data = rest_.substr(0, std::min<uint64_t>(bytes, rest_.size()));
    rest_.remove_prefix(data.size());
    message().body += data;
    return data.size() == bytes;
  }

  bool Chunks() {
    for (auto line = Line(); line; line = Line()) {
      const uint64_t size = Number(*line, 16);
      if (size == 0) return Trailers();
      if (!Take(size)) return false;
      if (!Line()) return false;
    }
    return false;
  }

  bool Trailers() {
    auto line = Line();
    while (line && !line->empty()) line = Line();
    return message().whole = line.has_value();
  }

  std::string_view rest_;
  const Leniency& leniency_;
  Reading reading_;
};

}  // namespace

Reading ReadRequestsLeniently(std::string_view bytes, const Leniency& leniency) {
  return LenientReader(bytes, leniency).Requests();
}

Reading ReadResponsesLeniently(std::string_view bytes, std::span<const std::string> methods,
                               const Leniency& leniency) {
  return LenientReader(bytes, leniency).Responses(methods);
}

}  // namespace sluice::testing
