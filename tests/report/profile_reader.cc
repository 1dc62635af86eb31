#include "report/profile_reader.h"

#include <zlib.h>

#include <array>
#include <stdexcept>

#include <protozero/pbf_reader.hpp>

namespace seep {
namespace {

using protozero::pbf_reader;

class Decoder {
 public:
  Profile Decode(const std::string& bytes) {
    // The string table comes last, and everything refers to it.
    for (pbf_reader message(bytes); message.next();) {
      if (message.tag() == 6) {
        profile_.strings.push_back(message.get_string());
      } else {
        message.skip();
      }
    }
    for (pbf_reader message(bytes); message.next();) ReadField(message);
    return profile_;
  }

 private:
  void ReadField(pbf_reader& message) {
    switch (message.tag()) {
      case 1:
        return ReadSampleType(message.get_message());
      case 2:
        return ReadSample(message.get_message());
      case 3:
        return ReadMapping(message.get_message());
      case 4:
        return ReadLocation(message.get_message());
      case 5:
        return ReadFunction(message.get_message());
      case 6:
        return message.skip();
      case 13:
        for (const int64_t index : message.get_packed_int64()) {
          profile_.comments.push_back(String(index));
        }
        return;
      case 14:
        profile_.default_sample_type = String(message.get_int64());
        return;
      default:
        throw std::runtime_error("field " + std::to_string(message.tag()) + " of Profile");
    }
  }

  const std::string& String(int64_t index) const {
    return profile_.strings.at(static_cast<size_t>(index));
  }

  template <class T>
  static void Insert(std::map<uint64_t, T>& map, uint64_t id, T value) {
    if (id == 0 || !map.emplace(id, std::move(value)).second) {
      throw std::runtime_error("id " + std::to_string(id) + " is 0 or given twice");
    }
  }

  void ReadSampleType(pbf_reader message) {
    std::pair<std::string, std::string> type;
    while (message.next()) {
      (message.tag() == 1 ? type.first : type.second) = String(message.get_int64());
    }
    profile_.sample_types.push_back(type);
  }

  void ReadSample(pbf_reader message) {
    Profile::Sample sample;
    while (message.next()) {
      if (message.tag() == 1) {
        for (const uint64_t id : message.get_packed_uint64()) sample.locations.push_back(id);
      } else {
        for (const int64_t value : message.get_packed_int64()) sample.values.push_back(value);
      }
    }
    profile_.samples.push_back(sample);
  }

  void ReadMapping(pbf_reader message) {
    uint64_t id = 0;
    Profile::Mapping mapping;
    while (message.next()) {
      switch (message.tag()) {
        case 1:
          id = message.get_uint64();
          break;
        case 2:
          mapping.start = message.get_uint64();
          break;
        case 3:
          mapping.limit = message.get_uint64();
          break;
        case 5:
          mapping.file = String(message.get_int64());
          break;
        case 6:
          mapping.build_id = String(message.get_int64());
          break;
        case 7:
          mapping.has_functions = message.get_bool();
          break;
        case 10:
          mapping.has_inlined = message.get_bool();
          break;
        default:
          message.skip();
      }
    }
    Insert(profile_.mappings, id, mapping);
  }

  void ReadLocation(pbf_reader message) {
    uint64_t id = 0;
    Profile::Location location;
    while (message.next()) {
      switch (message.tag()) {
        case 1:
          id = message.get_uint64();
          break;
        case 2:
          location.mapping = message.get_uint64();
          break;
        case 3:
          location.address = message.get_uint64();
          break;
        default:
          location.lines.push_back(ReadLine(message.get_message()));
      }
    }
    Insert(profile_.locations, id, location);
  }

  static Profile::Line ReadLine(pbf_reader message) {
    Profile::Line line;
    while (message.next()) {
      if (message.tag() == 1) {
        line.function = message.get_uint64();
      } else {
        line.line = message.get_int64();
      }
    }
    return line;
  }

  void ReadFunction(pbf_reader message) {
    uint64_t id = 0;
    Profile::Function function;
    while (message.next()) {
      switch (message.tag()) {
        case 1:
          id = message.get_uint64();
          break;
        case 2:
          function.name = String(message.get_int64());
          break;
        case 3:
          function.system_name = String(message.get_int64());
          break;
        default:
          function.file = String(message.get_int64());
      }
    }
    Insert(profile_.functions, id, function);
  }

  Profile profile_;
};

}  // namespace

std::string Gunzip(std::string_view gzipped) {
  z_stream stream{};
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(gzipped.data()));
  stream.avail_in = static_cast<uInt>(gzipped.size());
  if (::inflateInit2(&stream, 15 + 16) != Z_OK) throw std::runtime_error("inflateInit2");
  std::string bytes;
  std::array<Bytef, 4096> block;
  int state = Z_OK;
  while (state == Z_OK) {
    stream.next_out = block.data();
    stream.avail_out = static_cast<uInt>(block.size());
    state = ::inflate(&stream, Z_NO_FLUSH);
    bytes.append(reinterpret_cast<const char*>(block.data()), block.size() - stream.avail_out);
  }
  const bool whole = state == Z_STREAM_END && stream.avail_in == 0;
  ::inflateEnd(&stream);
  if (!whole) throw std::runtime_error("not one gzip file");
  return bytes;
}

Profile ReadProfile(std::string_view gzipped) { return Decoder().Decode(Gunzip(gzipped)); }

}  // namespace seep
