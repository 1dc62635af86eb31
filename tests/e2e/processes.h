#pragma once
// What is left of a program: its processes, wherever they have gone, and its sockets.

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace seep::e2e {

// Living processes that have `entry` ("NAME=value") in the environment they were started with:
// children, daemons and orphans all inherit it. Zombies are left out. Source: proc(5),
// /proc/PID/environ.
std::vector<pid_t> ProcessesWith(std::string_view entry);

// Whether the process has ended, waited for or not: all that it had open is closed.
bool Ended(pid_t pid);

// Whether anything listens on the TCP port. Source: /proc/net/tcp and tcp6, state 0A.
bool Listening(uint16_t port);

// "pid 12: name arguments …" for each, for messages.
std::string Describe(const std::vector<pid_t>& pids);

}  // namespace seep::e2e
