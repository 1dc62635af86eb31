#pragma once
// Asks a HotSpot JVM as jcmd does, by its attach protocol (attachListener_linux.cpp of OpenJDK):
// the JVM listens on the Unix socket /tmp/.java_pidPID of its own file system. It makes the socket
// when it gets SIGQUIT and finds the file .attach_pidPID in its working folder or in /tmp, of its
// own user or root. A request is the words "1", a verb and three arguments, each with a zero byte
// behind it; the answer is a line with a number, 0 for success, and then text, up to its end.

#include <string>
#include <string_view>

#include "base/clock.h"
#include "runtime/jvm/jvm_process.h"

namespace seep {

inline constexpr size_t kJvmAnswerBytesMax = size_t{32} << 20;  // three times 100,000 classes

inline constexpr size_t kJvmArgumentBytesMax = 1000;  // of each; HotSpot refuses 1,024

// What the JVM printed for this command of jcmd, as "GC.class_histogram". The attach file is
// removed whatever happens; the socket is the JVM's and stays until it ends. Errors: kTimeout,
// kExited, kPermission, kProtocol (the command failed, or the answer was too long), kIo.
[[nodiscard]] Result<std::string> AskJvm(const JvmProcess& jvm, std::string_view command,
                                         milliseconds patience);

// Has the JVM load a library, and call its Agent_OnAttach with these options: each time that it is
// asked. Errors: those of AskJvm; kProtocol when the library cannot be loaded or does not return 0.
[[nodiscard]] Result<> LoadIntoJvm(const JvmProcess& jvm, const std::string& library,
                                   const std::string& options, milliseconds patience);

}  // namespace seep
