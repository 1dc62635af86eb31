#pragma once
// The live line of a run, on terminals only.

#include <string>

#include "trial/rounds.h"

namespace seep {

// "round 12   18,000 requests   9,800/s   8.3 MiB ▁▂▂▃▄▅   42 %", at most `columns` wide.
std::string ProgressText(const TrialProgress& progress, size_t columns);

// Keeps one line of standard error up to date; does nothing when that is not a terminal.
class ProgressLine {
 public:
  explicit ProgressLine(bool wanted);
  ~ProgressLine() { Clear(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void Show(const TrialProgress& progress);
  void Show(const std::string& text);  // one line, no wider than the terminal
  void Clear();
  bool active() const { return active_; }

 private:
  bool active_;
  bool shown_ = false;
};

}  // namespace seep
