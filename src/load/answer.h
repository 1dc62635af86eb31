#pragma once
// One answer after another from the bytes of a connection: interim answers skipped, head parsed,
// body framed and counted. No sockets; nothing is allocated, but for validators that are wanted and
// the first line of an answer that says more than its status, and cookies that are set.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "http/body.h"
#include "http/parser.h"
#include "load/validators.h"

namespace seep {

enum class AnswerStatus : uint8_t {
  kNeedMore,  // receive more behind what was not consumed
  kDone,      // a whole answer
  kFailed,    // not HTTP, or broken framing: error()
};

struct AnswerStep {
  AnswerStatus status = AnswerStatus::kNeedMore;
  size_t consumed = 0;  // bytes to drop from the front
};

class AnswerReader {
 public:
  // `limits` decide how large a buffer the caller needs: head_bytes_max and one byte.
  explicit AnswerReader(const Limits& limits) : limits_(limits), parser_(limits) {}

  void set_request_method(std::string_view method) { parser_.set_request_method(method); }
  void set_upgrade_allowed(bool allowed) { upgrade_allowed_ = allowed; }  // 101 is an answer
  void set_validators_wanted(bool wanted) { validators_wanted_ = wanted; }
  void Reset();  // for the next answer on the connection, or on another one

  // `bytes`: all that was received and not consumed.
  AnswerStep Read(std::string_view bytes);
  // The server has closed. True if that ends the answer properly: a body until close.
  bool Finish();

  // Known once the head of the final answer was read.
  uint16_t status() const { return status_; }
  bool keep_alive() const { return keep_alive_; }
  const Validators& validators() const { return validators_; }  // empty unless they are wanted
  // The values of its Set-Cookie fields.
  const std::vector<std::string>& set_cookies() const { return set_cookies_; }
  uint16_t interim() const { return interim_; }  // the last answer's before it; 0: none came
  // Its first line, of an answer with a status from 300 on, as far as it can be shown.
  const std::string& first_line() const { return first_line_; }
  uint64_t body_bytes() const { return body_.payload_bytes(); }

  bool in_body() const { return in_body_; }
  std::string_view error() const;  // in words, after kFailed

 private:
  // Reads heads until the final one; the step is kDone once the body has begun.
  AnswerStep ReadHeads(std::string_view bytes);
  AnswerStep ReadBody(std::string_view bytes);

  Limits limits_;
  ResponseParser parser_;
  BodyDecoder body_;
  bool in_body_ = false;
  bool keep_alive_ = false;
  bool upgrade_allowed_ = false;
  bool unasked_upgrade_ = false;
  bool validators_wanted_ = false;
  uint16_t status_ = 0;
  uint16_t interim_ = 0;
  std::string first_line_;
  Validators validators_;
  std::vector<std::string> set_cookies_;
};

}  // namespace seep
