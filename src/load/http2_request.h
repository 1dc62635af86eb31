#pragma once
// A request as HTTP/2 carries it: a list of fields, and a body.

#include <string>

#include "base/error.h"
#include "load/http2_frames.h"
#include "model/traffic.h"

namespace seep {

struct Http2Request {
  HeaderFields fields;  // the pseudo-fields first, names in lower case
  std::string body;
};

// RFC 9113 §8.2 and §8.3: the Host field becomes :authority, fields that are about an HTTP/1
// connection are left out. User-Agent and Accept are added unless request.headers has them, and
// Content-Length where there is a body. Errors: CheckRequest's.
[[nodiscard]] Result<Http2Request> MakeHttp2Request(const TrafficSpec& spec,
                                                    const RequestSpec& request);

}  // namespace seep
