// Whose a request is, and which cookies it has for that.

#include <chrono>

#include "load/worker.h"

namespace seep {

// What is sent in place of `request`, where that is not the same for all; nothing where it is.
std::optional<RenderedRequest> Worker::OwnRequest(const RenderedRequest& request,
                                                  Visit& visit) const {
  visit.has_cookies = false;
  const bool known = job_.cookies != nullptr && request.source &&
                     (bounds_.returning || job_.cookies->visitors() > 0);
  std::string cookies;
  if (known) cookies = job_.cookies->Cookies(visit.number, request.source->target);
  if (!request.varies && cookies.empty()) return std::nullopt;
  visit.has_cookies = !cookies.empty();
  return RenderAgain(job_.spec, request, visit.number, job_.key_seed, cookies);
}

void Worker::KeepCookies(const RenderedRequest& request, const Visit& visit,
                         const std::vector<std::string>& set_cookies) {
  if (!request.source) return;
  if (!visit.has_cookies && !HasCookie(*request.source)) ++result_.cookies_set;
  if (job_.cookies == nullptr) return;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const int64_t seconds = std::chrono::duration_cast<std::chrono::seconds>(now).count();
  for (const std::string& set_cookie : set_cookies)
    job_.cookies->Set(visit.number, request.source->target, set_cookie, seconds);
}

}  // namespace seep
