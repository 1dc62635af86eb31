#include "http/line_reader.h"

#include <cstring>

#include "base/check.h"

namespace seep {

ParseStatus LineReader::Next(std::string_view bytes, std::string_view& line) {
  CHECK(bytes.size() >= seen_);
  const size_t size = bytes.size() - seen_;
  const void* found = size == 0 ? nullptr : std::memchr(bytes.data() + seen_, '\n', size);
  if (found == nullptr) {
    seen_ = bytes.size();
    return ParseStatus::kNeedMore;
  }
  const size_t feed = static_cast<size_t>(static_cast<const char*>(found) - bytes.data());
  if (feed == next_ || bytes[feed - 1] != '\r') return ParseStatus::kFailed;
  line = {bytes.data() + next_, feed - 1 - next_};
  next_ = seen_ = feed + 1;
  return ParseStatus::kDone;
}

void LineReader::Skip(size_t count) {
  next_ += count;
  if (seen_ < next_) seen_ = next_;
}

}  // namespace seep
