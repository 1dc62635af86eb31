#pragma once
// The other end of the attach protocol: a process forked by the test.

#include <sys/types.h>

#include <functional>
#include <string>

#include "runtime/jvm/jvm_process.h"

namespace seep {

// Listens when it gets SIGQUIT and finds the attach file in its working folder; without the file
// it exits, where a JVM would print its threads. A second SIGQUIT ends it.
class FakeJvm {
 public:
  // What it does, in its process, with a connection whose request it has read.
  using Answer = std::function<void(int socket, const std::string& request)>;
  static void Send(int socket, const std::string& text);

  FakeJvm(const std::string& folder, const Answer& answer, bool catches_quit = true);
  ~FakeJvm();
  FakeJvm(const FakeJvm&) = delete;
  FakeJvm& operator=(const FakeJvm&) = delete;

  const JvmProcess& jvm() const { return jvm_; }
  JvmProcess Take() { return std::move(jvm_); }
  bool Lives() const;

 private:
  pid_t pid_ = 0;
  JvmProcess jvm_;
};

}  // namespace seep
