#include "model/frame_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace seep {
namespace {

constexpr std::string_view kOperator = "operator";
constexpr std::string_view kConst = " const";
constexpr std::string_view kAnonymous = "(anonymous namespace)";

bool IsWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// The length of the operator's symbol at the beginning: 2 of "<<(std::ostream&)", 1 of "+<char>", 0
// of " new".
size_t SymbolLength(std::string_view text) {
  // The longer before those that they begin with.
  static constexpr auto kSymbols = std::to_array<std::string_view>(
      {"<=>", "->*", "<<=", ">>=", "()", "[]", "<<", ">>", "<=", ">=", "==", "!=", "&&",
       "||",  "++",  "--",  "+=",  "-=", "*=", "/=", "%=", "^=", "&=", "|=", "->", "<",
       ">",   "=",   "!",   "+",   "-",  "*",  "/",  "%",  "^",  "&",  "|",  "~",  ","});
  for (const std::string_view symbol : kSymbols) {
    if (text.starts_with(symbol)) return symbol.size();
  }
  return 0;
}

// The length of what is between brackets from here on, both included; all of it if they do not
// close.
size_t BracketsLength(std::string_view text) {
  int depth = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '<' || c == '(' || c == '[' || c == '{') ++depth;
    const bool arrow = c == '>' && i > 0 && text[i - 1] == '-';
    if ((c == '>' && !arrow) || c == ')' || c == ']' || c == '}') --depth;
    if (depth == 0) return i + 1;
  }
  return text.size();
}

// Reads a demangled name from left to right.
class NameReader {
 public:
  NameReader(std::string_view function, bool arguments) : rest_(function), arguments_(arguments) {}

  std::string Read() {
    while (!rest_.empty()) {
      if (AtOperator()) {
        TakeOperator();
      } else if (rest_.starts_with(kAnonymous)) {
        Take(kAnonymous.size());
      } else if (rest_[0] == '{') {  // "{lambda(int)#1}"
        Take(BracketsLength(rest_));
      } else if (rest_[0] == '<') {
        const size_t length = BracketsLength(rest_);
        if (arguments_) name_ += rest_.substr(0, length);
        rest_.remove_prefix(length);
      } else if (rest_[0] == '(') {
        if (!SkipParameters()) break;
      } else if (rest_[0] == ' ') {
        name_.clear();  // it was the return type
        rest_.remove_prefix(1);
      } else {
        Take(1);
      }
    }
    return name_;
  }

 private:
  void Take(size_t length) {
    name_ += rest_.substr(0, length);
    rest_.remove_prefix(length);
  }

  bool AtOperator() const {
    if (!rest_.starts_with(kOperator) || (!name_.empty() && IsWord(name_.back()))) return false;
    return rest_.size() == kOperator.size() || !IsWord(rest_[kOperator.size()]);
  }

  void TakeOperator() {
    const size_t symbol = SymbolLength(rest_.substr(kOperator.size()));
    // "operator new[]", "operator std::string": up to the parameters.
    Take(symbol > 0 ? kOperator.size() + symbol : std::min(rest_.find('('), rest_.size()));
    if (rest_.starts_with(" <")) rest_.remove_prefix(1);  // "operator<< <char>"
  }

  // False when the name ends with them; that of a lambda goes on: "main::f(int)::{lambda()#1}".
  bool SkipParameters() {
    rest_.remove_prefix(BracketsLength(rest_));
    if (rest_.starts_with(kConst)) rest_.remove_prefix(kConst.size());
    return rest_.starts_with("::");
  }

  std::string_view rest_;
  bool arguments_;  // of templates stay
  std::string name_;
};

std::string ReadName(std::string_view function, bool arguments) {
  // A Rust name may begin with brackets: "<T as Trait>::function".
  const bool plain = function.find_first_of("<(") == std::string_view::npos;
  if (plain || function.starts_with('<')) return std::string(function);
  return NameReader(function, arguments).Read();
}

}  // namespace

std::string BareName(std::string_view function) { return ReadName(function, false); }

std::string QualifiedName(std::string_view function) { return ReadName(function, true); }

std::string PlaceName(const Frame& frame, std::span<const Module> modules) {
  if (frame.module >= modules.size()) return fmt::format("{:#x}", frame.address);
  const std::string_view path = modules[frame.module].path;
  return fmt::format("{}+{:#x}", path.substr(path.rfind('/') + 1), frame.module_offset);
}

std::string NameOf(const Frame& frame, std::span<const Module> modules) {
  return frame.function.empty() ? PlaceName(frame, modules) : frame.function;
}

}  // namespace seep
