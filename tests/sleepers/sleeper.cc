// sleeper [busy]: says "ready" and waits for the end of its standard input; with `busy`, without
// sleeping.

#include <fcntl.h>
#include <unistd.h>

int main(int count, char** /*unused*/) {
  if (count > 1) ::fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK);
  if (::write(STDOUT_FILENO, "ready\n", 6) != 6) return 1;
  char byte = 0;
  while (::read(STDIN_FILENO, &byte, 1) != 0) {
  }
}
