#pragma once
// Requests that the user has in a file.

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/traffic.h"

namespace seep {

// One request a line, or an HTTP Archive (HAR 1.2, as browsers save it). A line is
//   /a?b=c                        a path; empty lines and those that begin with # are left out
//   http://example.org/a?b=c      a URL, whose host goes into the Host field
//   {"method": "POST", "url": "/a", "headers": {"Accept": "*/*"}, "body": "…"}
// What a line does not say, `common` does; a header of that name is replaced. Of an archive the
// method, URL, headers and body are taken, without what concerns the connection it was sent on.
// Errors, kBadInput and fault kUser, name the file and the line or entry: "urls.txt:3: …".
[[nodiscard]] Result<std::vector<RequestSpec>> ParseRequests(std::string_view text,
                                                             const std::string& file,
                                                             const RequestSpec& common);

}  // namespace seep
