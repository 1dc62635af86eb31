#include "report/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>

#include "base/check.h"

namespace seep {
namespace {

constexpr int kGzipWindowBits = 15 + 16;  // zlib's way to say: with a gzip header
constexpr int kMemoryLevel = 8;           // zlib's default

}  // namespace

std::string Gzip(std::string_view bytes) {
  z_stream stream{};
  // Fails for want of memory alone, which ends the program elsewhere too.
  CHECK(::deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindowBits, kMemoryLevel,
                       Z_DEFAULT_STRATEGY) == Z_OK);
  std::string compressed;
  std::array<Bytef, 16 * 1024> block;
  int state = Z_OK;
  while (state != Z_STREAM_END) {
    const size_t size = std::min<size_t>(bytes.size(), std::numeric_limits<uInt>::max());
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(size);
    stream.next_out = block.data();
    stream.avail_out = static_cast<uInt>(block.size());
    state = ::deflate(&stream, size == bytes.size() ? Z_FINISH : Z_NO_FLUSH);
    CHECK(state == Z_OK || state == Z_STREAM_END || state == Z_BUF_ERROR);
    bytes.remove_prefix(size - stream.avail_in);
    compressed.append(reinterpret_cast<const char*>(block.data()), block.size() - stream.avail_out);
  }
  ::deflateEnd(&stream);
  return compressed;
}

}  // namespace seep
