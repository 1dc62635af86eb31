#pragma once
// What whoever runs a server asks it, on a port of its own that is not for clients: /metrics,
// /healthz, /readyz, and a page to be read at /.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "proxy/passed_sockets.h"

namespace sluice {

struct AdminAnswer {
  uint16_t status = 200;
  std::string type = "text/plain; charset=utf-8";
  std::string body;
};

// Serves one question after the other, on a thread of its own: it answers also when the proxy's
// threads are busy, and takes nothing of their memory.
class Admin {
 public:
  // `answer` is called on that thread with the path asked for, without a query. `passed`: it
  // listens there if one of them does. Errors as of Listen.
  [[nodiscard]] static seep::Result<std::unique_ptr<Admin>> Start(
      const std::string& listen, PassedSockets& passed,
      std::function<AdminAnswer(std::string_view path)> answer);
  virtual ~Admin() = default;

  virtual uint16_t port() const = 0;
  // Its descriptor, to be passed on.
  virtual int listening() const = 0;
};

}  // namespace sluice
