#pragma once
// What the numbers of the options allow on this machine.

#include "proxy/server.h"

namespace sluice {

// Errors are kBadInput, and say which number it is.
[[nodiscard]] Result<> CheckNumbers(const ServerOptions& options);

// Of what grows with the clients; Budget::kUnbounded where there is no bound. Error kBadInput: it
// is less than what is needed at rest.
[[nodiscard]] Result<uint64_t> BudgetBytes(const ServerOptions& options);

// Lowers connections_max to what the limit on descriptors allows, once that is as high as it can
// be. Error kIo: not even one a thread.
[[nodiscard]] Result<> FitDescriptors(ServerOptions& options);

}  // namespace sluice
