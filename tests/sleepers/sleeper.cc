// sleeper [busy | map FILE]: says "ready" and waits for the end of its standard input; with `busy`,
// without sleeping; with `map`, with the beginning of the file mapped as libseep_heap.so maps it.

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace {

bool Map(const char* path) {
  const int file = ::open(path, O_RDWR);
  return ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0) != MAP_FAILED;
}

}  // namespace

int main(int count, char** words) {
  if (count == 2) ::fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK);
  if (count == 3 && !Map(words[2])) return 1;
  if (::write(STDOUT_FILENO, "ready\n", 6) != 6) return 1;
  char byte = 0;
  while (::read(STDIN_FILENO, &byte, 1) != 0) {
  }
}
