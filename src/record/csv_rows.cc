#include "record/csv_rows.h"

namespace seep {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::string_view kBlanks = " \t\r";

std::string_view Trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return "";
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

bool IsBlank(char c) { return kBlanks.find(c) != std::string_view::npos; }

char SeparatorOf(std::string_view row) {
  bool quoted = false;
  bool semicolon = false;
  for (const char c : row) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\t') return c;
    semicolon |= c == ';';
  }
  return semicolon ? ';' : ',';
}

}  // namespace

CsvRows::CsvRows(std::string_view text) : text_(text) {
  if (text_.starts_with(kByteOrderMark)) text_.remove_prefix(kByteOrderMark.size());
}

size_t CsvRows::EndOfLine(size_t from) const {
  const size_t end = text_.find('\n', from);
  return end == std::string_view::npos ? text_.size() : end;
}

void CsvRows::SkipToRow() {
  while (at_ < text_.size()) {
    const size_t end = EndOfLine(at_);
    const std::string_view line = Trimmed(text_.substr(at_, end - at_));
    if (!line.empty() && !line.starts_with('#')) return;
    at_ = end + 1;
    ++line_;
  }
}

// From an opening quote to behind the closing one; a doubled quote is one of the text.
std::string CsvRows::ReadQuoted() {
  const size_t opened = line_;
  std::string cell;
  for (++at_; at_ < text_.size(); ++at_) {
    if (text_[at_] == '\n') ++line_;
    if (text_[at_] != '"') {
      cell += text_[at_];
    } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
      cell += text_[at_++];
    } else {
      ++at_;
      return cell;
    }
  }
  open_quote_line_ = opened;
  return cell;
}

// Ends at the separator or the line feed behind it.
std::string CsvRows::ReadCell() {
  while (at_ < text_.size() && text_[at_] != separator_ && IsBlank(text_[at_])) ++at_;
  std::string quoted;
  if (at_ < text_.size() && text_[at_] == '"') quoted = ReadQuoted();
  const size_t begin = at_;
  while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n') ++at_;
  return std::string(Trimmed(quoted + std::string(text_.substr(begin, at_ - begin))));
}

void CsvRows::ReadRow(Row& row) {
  row.line = line_;
  row.cells.clear();
  while (true) {
    row.cells.push_back(ReadCell());
    if (at_ >= text_.size() || text_[at_] == '\n') break;
    ++at_;
  }
  ++at_;
  ++line_;
}

bool CsvRows::Next(Row& row) {
  SkipToRow();
  if (at_ >= text_.size()) return false;
  if (separator_ == 0) separator_ = SeparatorOf(text_.substr(at_, EndOfLine(at_) - at_));
  ReadRow(row);
  return open_quote_line_ == 0;
}

}  // namespace seep
