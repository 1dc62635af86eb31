#pragma once
// Listening sockets that go from one process to the next, so that no client is refused: from
// systemd (sd_listen_fds(3)), or from a sluice to the one that replaces it.

#include <sys/types.h>

#include <string>
#include <vector>

#include "base/error.h"
#include "proxy/passed_sockets.h"

namespace sluice {

// What whoever started this process has passed. To be called once, before any other thread.
PassedSockets TakePassedSockets();

// Starts the program anew, as it is on the disk now, with these sockets. Error kIo.
[[nodiscard]] seep::Result<pid_t> StartSuccessor(char* const* argv,
                                                 const std::vector<int>& sockets);

// This process serves: systemd is told, where it waits for that (sd_notify(3)), and the process
// that it replaces ends when its requests have.
void TellThatItServes();
// Tells systemd of a state, such as "STOPPING=1"; does nothing without it.
void TellSystemd(const std::string& state);

}  // namespace sluice
