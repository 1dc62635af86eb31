#pragma once
// Checks upstream servers, where the configuration asks for it, on a thread of its own.

#include <memory>

#include "base/error.h"
#include "proxy/memory/budget.h"
#include "proxy/upstreams.h"

namespace sluice {

class Checker {
 public:
  // `budget`: what it takes is drawn on it; has to stay. Error kIo: there is no descriptor or
  // thread left.
  [[nodiscard]] static seep::Result<std::unique_ptr<Checker>> Start(
      Budget& budget, std::shared_ptr<const ResolvedRouting> routing);
  virtual ~Checker() = default;

  // Those of this routing from now on.
  virtual void Use(std::shared_ptr<const ResolvedRouting> routing) = 0;
};

}  // namespace sluice
