#include "proxy/attempt.h"

namespace sluice {

using seep::ParseStatus;

Attempt::Head Attempt::ReadHead(Context& context, unsigned& reads) {
  for (;;) {
    if (!in_.empty() && reading_.IsDue(in_.view(), kHeadBytesMax)) {
      context.response_parser.Reset();
      switch (context.response_parser.Parse(in_.view())) {
        case ParseStatus::kDone:
          return Head::kRead;
        case ParseStatus::kFailed:
          return Head::kBad;
        case ParseStatus::kNeedMore:
          break;
      }
    }
    if (reads == 0) return Head::kYield;
    switch (in_.Fill()) {
      case FillStatus::kDone:
        --reads;
        break;
      case FillStatus::kAgain:
        in_.Rest();
        return Head::kWait;
      case FillStatus::kNoMemory:
        return Head::kStarve;
      case FillStatus::kFull:
        return Head::kBad;
      case FillStatus::kClosed:
      case FillStatus::kFailed:
        return Head::kGone;
    }
  }
}

void Attempt::EndHead(size_t head_bytes) {
  in_.Consume(head_bytes);
  in_.set_purpose(Purpose::kBodies);
  reading_.Reset();
}

}  // namespace sluice
