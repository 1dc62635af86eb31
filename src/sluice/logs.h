#pragma once
// The logs of the program: of all requests, and of those that it answered itself.

#include <functional>
#include <memory>
#include <optional>

#include "proxy/log/log_file.h"
#include "proxy/log/record_format.h"
#include "sluice/options.h"

namespace sluice {

class Logs {
 public:
  // Errors name the file: kBadInput.
  [[nodiscard]] seep::Result<> Open(const Options& options);
  // Opens all of them anew, after they were moved away. Errors as of Open.
  [[nodiscard]] seep::Result<> Reopen() const;

  // For ServerOptions::on_request; empty where there is no log. Good for as long as this.
  std::function<void(const AccessRecord&)> Writer() const;
  bool want_heads() const { return access_ != nullptr && format_->wants_head(); }
  // Lines, of all of them.
  uint64_t lost() const;

 private:
  std::shared_ptr<LogFile> access_;
  std::shared_ptr<LogFile> errors_;
  std::optional<RecordFormat> format_;
};

}  // namespace sluice
