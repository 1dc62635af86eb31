// A library of C++ for a program of C.

#include <new>
#include <string>
#include <vector>

extern "C" bool probe_plugin_run() {
  std::vector<std::string> words(100, std::string(200, 'x'));
  try {
    words.emplace_back().resize(words.front().max_size());
  } catch (const std::bad_alloc&) {
    return words.size() == 101;
  }
  return false;
}
