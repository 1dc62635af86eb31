// A program with an operator new and an operator delete of its own: the arrays' operators, which it
// has not, come to them ([new.delete.array]).

#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <new>

namespace {

int own_news = 0;
int own_deletes = 0;

void Mark() {
  const uint64_t value = 0;
  char go = 0;
  if (write(STDOUT_FILENO, &value, sizeof value) != static_cast<ssize_t>(sizeof value)) _exit(5);
  if (read(STDIN_FILENO, &go, 1) != 1) _exit(6);
}

void TakeAndGiveBack() {
  void* const array = ::operator new[](100);
  ::operator delete[](array);
  ::operator delete[](::operator new[](100, std::nothrow));
}

}  // namespace

void* operator new(size_t bytes) {
  ++own_news;
  void* const block = std::malloc(bytes + 64);
  if (block == nullptr) _exit(7);
  return block;
}
void operator delete(void* block) noexcept {
  ++own_deletes;
  std::free(block);
}
void operator delete(void* block, size_t /*bytes*/) noexcept { ::operator delete(block); }

int main() {
  TakeAndGiveBack();
  Mark();
  TakeAndGiveBack();
  Mark();
  return own_news == 4 && own_deletes == 4 ? 0 : 3;
}
