#pragma once
// How a request is written into the access log, and why it failed into the error log.

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "proxy/server.h"

namespace sluice {

using WallTime = std::chrono::system_clock::time_point;

class RecordFormat {
 public:
  // "common", "combined" (both as of the common servers, the first with the duration at its end),
  // "json", or a text with variables: {client} {time} {iso-time} {request} {method} {target}
  // {version} {status} {bytes} {seconds} {upstream} {request-id} {reason}, and {field:NAME} for a
  // field of the request. Error kBadInput: there is no such variable.
  [[nodiscard]] static seep::Result<RecordFormat> Parse(std::string_view text);

  // Does it say what the request's head has?
  bool wants_head() const { return wants_head_; }

  // With its line end. A quote, a backslash or a byte that does not print is written as \xHH, in
  // JSON as \u00HH, and a value is cut after 2,048 bytes, so that a line is a line.
  std::string Line(const AccessRecord& record, WallTime time) const;

 private:
  enum class Variable : uint8_t {
    kText,
    kClient,
    kTime,
    kIsoTime,
    kRequest,
    kMethod,
    kTarget,
    kVersion,
    kStatus,
    kBytes,
    kSeconds,
    kUpstream,
    kRequestId,
    kReason,
    kField,
  };
  struct Piece {
    Variable variable = Variable::kText;
    std::string text;  // or the field's name
  };

  static seep::Result<Piece> PieceOf(std::string_view name);
  static std::string Value(const Piece& piece, const AccessRecord& record, WallTime time);
  std::string JsonLine(const AccessRecord& record, WallTime time) const;

  std::vector<Piece> pieces_;
  bool json_ = false;
  bool wants_head_ = false;
};

// Of a request that sluice answered itself, or cut off: when, what, and why.
//   2026-11-30T18:26:35.123Z 502 127.0.0.1 "GET /" 10.0.0.1:3000: it closed without an answer
std::string ErrorLine(const AccessRecord& record, WallTime time);

}  // namespace sluice
