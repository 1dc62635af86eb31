#pragma once
// Reads profile.proto back, for the tests: only what Seep writes.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace seep {

struct Profile {
  struct Sample {
    std::vector<uint64_t> locations;
    std::vector<int64_t> values;
  };
  struct Mapping {
    uint64_t start = 0;
    uint64_t limit = 0;
    std::string file;
    std::string build_id;
    bool has_functions = false;
    bool has_inlined = false;
  };
  struct Line {
    uint64_t function = 0;
    int64_t line = 0;
  };
  struct Location {
    uint64_t mapping = 0;
    uint64_t address = 0;
    std::vector<Line> lines;
  };
  struct Function {
    std::string name;
    std::string system_name;
    std::string file;
  };

  std::vector<std::string> strings;
  std::vector<std::pair<std::string, std::string>> sample_types;  // type, unit
  std::vector<Sample> samples;
  std::map<uint64_t, Mapping> mappings;
  std::map<uint64_t, Location> locations;
  std::map<uint64_t, Function> functions;
  std::vector<std::string> comments;
  std::string default_sample_type;
};

// What gzip(1) -d gives. Throws std::runtime_error for anything but one whole gzip file.
std::string Gunzip(std::string_view gzipped);

// Throws for bytes that are no profile, for numbers of strings that are not there, and for ids that
// are 0 or given twice.
Profile ReadProfile(std::string_view gzipped);

}  // namespace seep
