#include "proxy/request_id.h"

#include <fmt/format.h>

#include <random>

namespace sluice {
namespace {

uint64_t Random64() {
  std::random_device device;
  return uint64_t{device()} << 32 | device();
}

}  // namespace

RequestIds::RequestIds() : chosen_(Random64()), count_(Random64()) {}

size_t RequestIds::Next(char (&out)[kRequestIdBytesMax]) {
  const char* end = fmt::format_to(out, "{:016x}{:016x}", chosen_, ++count_);
  return static_cast<size_t>(end - out);
}

}  // namespace sluice
