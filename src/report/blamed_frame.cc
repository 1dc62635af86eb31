#include "report/blamed_frame.h"

namespace seep {

size_t BlamedIndex(const LeakSite& site) {
  return site.first_own < site.stack.size() ? site.first_own : site.top;
}

const Frame* BlamedFrame(const LeakSite& site) {
  const size_t index = BlamedIndex(site);
  return index < site.stack.size() ? &site.stack[index] : nullptr;
}

}  // namespace seep
