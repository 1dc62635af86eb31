#include "report/command_lines.h"

#include "report/fit.h"

namespace seep {
namespace {

// What is inside of single quotes, to a shell: there a backslash is one.
class Quotes {
 public:
  void Take(char c) {
    const bool escaped = escaped_;
    escaped_ = !escaped && !inside_ && c == '\\';
    if (c == '\'' && !escaped) inside_ = !inside_;
  }
  bool inside() const { return inside_; }
  bool escapes() const { return escaped_; }  // the next byte

 private:
  bool inside_ = false;
  bool escaped_ = false;
};

std::vector<std::string_view> WordsOf(std::string_view command) {
  std::vector<std::string_view> words;
  Quotes quotes;
  size_t begin = 0;
  for (size_t i = 0; i <= command.size(); ++i) {
    const bool ends = i == command.size() || (command[i] == ' ' && !quotes.inside());
    if (ends && i > begin) words.push_back(command.substr(begin, i - begin));
    if (ends) begin = i + 1;
    if (i < command.size()) quotes.Take(command[i]);
  }
  return words;
}

}  // namespace

std::vector<std::string> CommandLines(std::string_view command, size_t columns) {
  constexpr std::string_view kIndent = "  ", kMore = " \\";
  std::vector<std::string> lines(1);
  const std::vector<std::string_view> words = WordsOf(command);
  for (size_t i = 0; i < words.size(); ++i) {
    const size_t room = columns - (i + 1 < words.size() ? kMore.size() : 0);
    const bool first = i == 0;
    if (!first && Columns(lines.back()) + 1 + Columns(words[i]) > room) {
      lines.back() += kMore;
      lines.emplace_back(kIndent);
    } else if (!first) {
      lines.back() += ' ';
    }
    lines.back() += words[i];
    if (Columns(lines.back()) > room) return {};
  }
  return lines;
}

std::vector<std::string> BrokenCommand(std::string_view command, size_t columns) {
  constexpr size_t kEnd = 2;  // "'\"
  std::vector<std::string> lines(1);
  Quotes quotes;
  while (!command.empty()) {
    size_t bytes = 1;  // of a code point
    while (bytes < command.size() && (static_cast<unsigned char>(command[bytes]) & 0xc0) == 0x80)
      ++bytes;
    const std::string_view next = command.substr(0, bytes);
    // Of an escaped byte nothing is torn off.
    const size_t wanted = Columns(next) + (next == "\\" && !quotes.inside() ? 1 : 0);
    if (Columns(lines.back()) + wanted + kEnd > columns && !quotes.escapes()) {
      lines.back() += quotes.inside() ? "'\\" : "\\";
      lines.emplace_back(quotes.inside() ? "'" : "");
    }
    lines.back() += next;
    for (const char c : next) quotes.Take(c);
    command.remove_prefix(bytes);
  }
  return lines;
}

}  // namespace seep
