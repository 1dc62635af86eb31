#include "load/answer.h"

#include <algorithm>
#include <string>

namespace seep {
namespace {

Validators ValidatorsOf(const ResponseHead& head) {
  Validators found;
  if (const Field* etag = head.Find("ETag")) found.etag = etag->value;
  if (const Field* modified = head.Find("Last-Modified")) found.last_modified = modified->value;
  return found;
}

constexpr size_t kFirstLineMax = 80;

// Printed in a terminal: what is no ASCII there is left to the imagination.
std::string FirstLine(std::string_view bytes) {
  std::string line(bytes.substr(0, std::min(bytes.find('\r'), kFirstLineMax)));
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return line;
}

// Few answers have one, so what is done for the others is a comparison of lengths a field.
void TakeSetCookies(const ResponseHead& head, std::vector<std::string>& into) {
  constexpr std::string_view kName = "Set-Cookie";
  for (const Field& field : head.Fields()) {
    if (field.name.size() == kName.size() && EqualsIgnoreCase(field.name, kName))
      into.emplace_back(field.value);
  }
}

}  // namespace

void AnswerReader::Reset() {
  parser_.Reset();
  in_body_ = false;
  keep_alive_ = false;
  unasked_upgrade_ = false;
  status_ = 0;
  interim_ = 0;
  set_cookies_.clear();
}

AnswerStep AnswerReader::Read(std::string_view bytes) {
  size_t consumed = 0;
  if (!in_body_) {
    const AnswerStep heads = ReadHeads(bytes);
    if (heads.status != AnswerStatus::kDone) return heads;
    consumed = heads.consumed;
  }
  AnswerStep body = ReadBody(bytes.substr(consumed));
  body.consumed += consumed;
  return body;
}

AnswerStep AnswerReader::ReadHeads(std::string_view bytes) {
  size_t consumed = 0;
  for (;;) {
    const ParseStatus parsed = parser_.Parse(bytes.substr(consumed));
    if (parsed == ParseStatus::kFailed) return {AnswerStatus::kFailed, consumed};
    if (parsed == ParseStatus::kNeedMore) return {AnswerStatus::kNeedMore, consumed};

    const ResponseHead& head = parser_.head();
    const std::string_view start = bytes.substr(consumed);
    consumed += parser_.head_bytes();
    // 101 is final (RFC 9110 §15.2.2), and what follows it is not HTTP/1.
    if (head.status == 101 && !upgrade_allowed_) {
      unasked_upgrade_ = true;
      return {AnswerStatus::kFailed, consumed};
    }
    if (head.status >= 200 || head.status == 101) {
      status_ = head.status;
      keep_alive_ = head.keep_alive && head.status != 101;
      if (head.status >= 300) first_line_ = FirstLine(start);
      if (validators_wanted_) validators_ = ValidatorsOf(head);
      TakeSetCookies(head, set_cookies_);
      body_.Start(head, limits_);
      in_body_ = true;
      return {AnswerStatus::kDone, consumed};
    }
    interim_ = head.status;
    parser_.Reset();  // an interim answer (RFC 9110 §15.2): the final one follows
  }
}

AnswerStep AnswerReader::ReadBody(std::string_view bytes) {
  size_t consumed = 0;
  while (!body_.done()) {
    const BodyStep step = body_.Next(bytes.substr(consumed));
    consumed += step.consumed;
    if (step.status == BodyStatus::kFailed) return {AnswerStatus::kFailed, consumed};
    if (step.status == BodyStatus::kNeedMore) return {AnswerStatus::kNeedMore, consumed};
  }
  return {AnswerStatus::kDone, consumed};
}

bool AnswerReader::Finish() { return in_body_ && body_.Finish(); }

std::string_view AnswerReader::error() const {
  if (unasked_upgrade_) return "101 Switching Protocols, which was not asked for";
  return Name(in_body_ ? body_.error() : parser_.error());
}

}  // namespace seep
