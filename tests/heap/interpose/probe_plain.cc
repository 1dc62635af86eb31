// A program without any library of C++: it loads one later, of which the others see nothing.
//   probe_plain LIBRARY

#include <dlfcn.h>
#include <unistd.h>

#include <cstdint>

namespace {

void Mark() {
  const uint64_t value = 0;
  char go = 0;
  if (write(STDOUT_FILENO, &value, sizeof value) != static_cast<ssize_t>(sizeof value)) _exit(5);
  if (read(STDIN_FILENO, &go, 1) != 1) _exit(6);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  void* const library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return 3;
  auto* const run = reinterpret_cast<bool (*)()>(dlsym(library, "probe_plugin_run"));
  if (run == nullptr || !run()) return 4;  // once, for what stays
  Mark();
  const bool right = run();
  Mark();
  return right ? 0 : 7;
}
