#pragma once
// Lines of separated values, one row at a time.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace seep {

// RFC 4180, and what is found in the wild: the separator is a tab, a semicolon or a comma (the
// first of these that is in the first row); lines end with LF or CRLF; a byte order mark, empty
// lines and lines that begin with # are left out; blanks around a cell are.
class CsvRows {
 public:
  struct Row {
    size_t line = 0;  // from 1, of its beginning
    std::vector<std::string> cells;
  };

  // Borrows the text.
  explicit CsvRows(std::string_view text);

  // False at the end, and when a quote is never closed: then open_quote_line() is not 0.
  bool Next(Row& row);
  size_t open_quote_line() const { return open_quote_line_; }

 private:
  void SkipToRow();
  void ReadRow(Row& row);
  std::string ReadCell();
  std::string ReadQuoted();
  size_t EndOfLine(size_t from) const;

  std::string_view text_;
  size_t at_ = 0;
  size_t line_ = 1;
  size_t open_quote_line_ = 0;
  char separator_ = 0;  // until the first row is seen
};

}  // namespace seep
