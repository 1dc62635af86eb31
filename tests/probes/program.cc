// Calls functions of several kinds, each of which tells where it was called from, and then waits
// until its standard input is closed. Arguments are shared objects like library.cc.
//
// A line of output: NAME RETURN_ADDRESS LINE …, with the lines of the calls, innermost first. The
// last one is "ready".

#include <dlfcn.h>
#include <unistd.h>

#include <cstdio>
#include <functional>
#include <string>

#include "probes/capture.h"

namespace probe {

[[gnu::noinline]] void Capture(const char* name, std::initializer_list<int> lines) {
  std::printf("%s %p", name, __builtin_return_address(0));
  for (const int line : lines) std::printf(" %d", line);
  std::printf("\n");
}

void CaptureLine(const char* name, int line) {
  std::printf("%s %p %d\n", name, __builtin_return_address(0), line);
}

inline void NoTailCall() { asm volatile(""); }

class Cache {
 public:
  [[gnu::noinline]] void Add(const std::string& key, int* slots);

 private:
  [[gnu::always_inline]] void Insert(int line);
  [[gnu::always_inline]] static void Allocate(int insert_line, int add_line);
};

inline void Cache::Allocate(int insert_line, int add_line) {
  Capture("inlined", {__LINE__, insert_line, add_line});
  NoTailCall();
}

inline void Cache::Insert(int add_line) {
  Allocate(__LINE__, add_line);
  NoTailCall();
}

void Cache::Add(const std::string& key, int* slots) {
  if (key.empty()) *slots = 0;
  Insert(__LINE__);
  NoTailCall();
}

namespace {

[[gnu::noinline]] void Local(int line) {
  Capture("local", {__LINE__, line});
  NoTailCall();
}

[[gnu::noinline, noreturn]] void Throw(int line) {
  std::printf("last_call %p %d\n", __builtin_return_address(0), line);
  throw 1;
}

// The call is the last instruction: the return address belongs to what follows.
[[gnu::noinline, noreturn]] void LastCall() { Throw(__LINE__); }

[[gnu::noinline]] void Run(const std::function<void()>& job) {
  job();
  NoTailCall();
}

void CallLibrary(const char* path) {
  void* library = ::dlopen(path, RTLD_NOW);
  void* entry = library == nullptr ? nullptr : ::dlsym(library, "probe_library");
  if (entry == nullptr) {
    std::printf("problem %s\n", ::dlerror());
    return;
  }
  reinterpret_cast<void (*)(CaptureOne*)>(entry)(CaptureLine);
}

}  // namespace
}  // namespace probe

extern "C" [[gnu::noinline]] void probe_plain_c(int line) {
  probe::Capture("plain_c", {__LINE__, line});
  probe::NoTailCall();
}

int main(int argc, char** argv) {
  int slots = 0;
  probe::Cache().Add("key", &slots);
  probe::Local(__LINE__);
  probe_plain_c(__LINE__);
  probe::Run([] {
    probe::Capture("lambda", {__LINE__});
    probe::NoTailCall();
  });
  try {
    probe::LastCall();
  } catch (int) {
  }
  for (int i = 1; i < argc; ++i) probe::CallLibrary(argv[i]);
  std::printf("ready\n");
  std::fflush(stdout);
  char byte = 0;
  while (::read(STDIN_FILENO, &byte, 1) > 0) {
  }
  return 0;
}
