#include "seep/commands.h"
#include "upstream/upstream.h"

namespace seep {

ExitCode UpstreamCommand(const UpstreamOptions& options) {
  const Error error = ServeUpstream(options.name, options.port);
  PrintError(error);
  return ExitCodeFor(error);
}

}  // namespace seep
