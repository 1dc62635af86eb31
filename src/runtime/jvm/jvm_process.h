#pragma once
// A process with a JVM in it, as proc(5) shows it, and what keeps Seep from asking it.

#include <sys/types.h>

#include <optional>
#include <string_view>

#include "base/error.h"
#include "base/fd.h"

namespace seep {

enum class JvmKind { kNone, kHotSpot, kOpenJ9 };

// By the libraries in the text of /proc/PID/maps: libjvm.so, libj9vm*.so.
JvmKind JvmInMaps(std::string_view maps);

struct JvmStatus {
  pid_t inside = 0;           // the pid that the process itself sees: the last of NSpid
  uid_t user = 0;             // effective
  bool catches_quit = false;  // SIGQUIT has a handler: without one, it ends the process
};

// From the text of /proc/PID/status.
std::optional<JvmStatus> ParseJvmStatus(std::string_view status);

// Whether the last word about it is -XX:+DisableAttachMechanism. `options` are the text of
// /proc/PID/environ (of which only JAVA_TOOL_OPTIONS and its like count) and /proc/PID/cmdline.
bool AttachDisabled(std::string_view environment, std::string_view command_line);

struct JvmProcess {
  pid_t pid = 0;
  JvmStatus status;
  UniqueFd handle;  // pidfd_open(2): signals reach this process and no later one of its number
};

// Nothing when there is no JVM in it. Errors, each with what would help: kUnsupported (OpenJ9, a
// native image, an option forbids it), kPermission, kExited.
[[nodiscard]] Result<std::optional<JvmProcess>> FindJvm(pid_t pid);

// What /proc says of it now. Nothing when it has ended.
std::optional<JvmStatus> JvmStatusNow(pid_t pid);

}  // namespace seep
