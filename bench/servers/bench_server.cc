#include "bench_server.h"

#include <cstdio>
#include <cstdlib>

namespace seep::fixtures {

int ServeMain(const char* program, int argc, char** argv, Handler& handler) {
  const long port = argc == 2 ? std::strtol(argv[1], nullptr, 10) : 0;
  if (port < 1 || port > 65'535) {
    std::fprintf(stderr, "usage: %s PORT\n", program);
    return 2;
  }
  UniqueFd signals = TakeStopSignals();
  Result<UniqueFd> listener = Listen(static_cast<uint16_t>(port));
  if (!listener) {
    std::fprintf(stderr, "%s: %s\n", program, listener.error().message.c_str());
    return 1;
  }
  Server(std::move(*listener), std::move(signals), handler).Run();
  return 0;
}

}  // namespace seep::fixtures
