#pragma once
// What an answer says of the resource, for requests that ask whether it has changed.

#include <string>

namespace seep {

// RFC 9110 §8.8, as sent; empty: there is none.
struct Validators {
  std::string etag = {};
  std::string last_modified = {};

  bool Any() const { return !etag.empty() || !last_modified.empty(); }
};

}  // namespace seep
