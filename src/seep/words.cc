#include "seep/words.h"

#include <fmt/format.h>

namespace seep {

Result<std::vector<std::string>> SplitCommand(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  bool in_word = false;
  char quote = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && quote != '\'' && i + 1 < text.size()) {
      word += text[++i];
      in_word = true;
    } else if (quote != 0) {
      if (c == quote) {
        quote = 0;
      } else {
        word += c;
      }
    } else if (c == '\'' || c == '"') {
      quote = c;
      in_word = true;
    } else if (c == ' ' || c == '\t' || c == '\n') {
      if (in_word) words.push_back(std::exchange(word, {}));
      in_word = false;
    } else {
      word += c;
      in_word = true;
    }
  }
  if (quote != 0) {
    return Fail(ErrorKind::kBadInput, Fault::kUser,
                fmt::format("\"{}\": a quote ({}) is not closed", text, quote));
  }
  if (in_word) words.push_back(std::move(word));
  if (words.empty()) return Fail(ErrorKind::kBadInput, Fault::kUser, "an empty command");
  return words;
}

Result<std::pair<std::string, std::string>> SplitHeader(std::string_view text) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) {
    return Fail(ErrorKind::kBadInput, Fault::kUser,
                fmt::format("\"{}\" is not a header: write 'Name: value'", text));
  }
  std::string_view value = text.substr(colon + 1);
  while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
  return std::pair(std::string(text.substr(0, colon)), std::string(value));
}

}  // namespace seep
