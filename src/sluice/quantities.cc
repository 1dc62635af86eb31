#include "sluice/quantities.h"

#include "base/units.h"
#include "proxy/bad_option.h"
#include "proxy/server.h"

namespace sluice {
namespace {

constexpr std::string_view kPerSecond = "/s";

}  // namespace

seep::Result<size_t> ParseHeadBytes(std::string_view text) {
  const auto bytes = seep::ParseBytes(text);
  if (bytes && *bytes >= kHeadBytesLeast && *bytes <= kHeadBytesMax) return size_t{*bytes};
  return BadOption("a size from 1KiB to 16KiB");
}

seep::Result<uint64_t> ParseByteRate(std::string_view text) {
  if (text.ends_with(kPerSecond)) {
    const auto bytes = seep::ParseBytes(text.substr(0, text.size() - kPerSecond.size()));
    if (bytes && *bytes > 0) return *bytes;
  }
  return BadOption("bytes a second, as in 1KiB/s");
}

}  // namespace sluice
