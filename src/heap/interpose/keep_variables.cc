#include "heap/interpose/keep_variables.h"

#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "heap/format/kept_variable.h"

namespace seep::heap {
namespace {

constexpr size_t kNameMax = 64;  // of a variable; ours are shorter
constexpr size_t kPrefix = sizeof(kKeptPrefix) - 1;

// ours is what stands behind the two characters of a kept value.
void Keep(const char* name, const char* kept) {
  const char* const ours = kept + 2;
  const char* const users = getenv(name);
  if (users == nullptr || *users == '\0') {
    setenv(name, ours, 1);
    return;
  }
  if (strstr(users, ours) != nullptr) return;
  const bool behind = kept[0] == kKeptBehind;
  const char* const first = behind ? users : ours;
  const char* const second = behind ? ours : users;
  const size_t length = strlen(first);
  char* const both = static_cast<char*>(malloc(length + 1 + strlen(second) + 1));
  if (both == nullptr) return;
  memcpy(both, first, length);
  both[length] = kept[1];
  strcpy(both + length + 1, second);
  setenv(name, both, 1);
  free(both);
}

}  // namespace

void KeepVariables() noexcept {
  if (environ == nullptr) return;
  // setenv may move the list, but not change the order of what is in it.
  for (size_t i = 0; environ[i] != nullptr; ++i) {
    const char* const one = environ[i];
    if (strncmp(one, kKeptPrefix, kPrefix) != 0) continue;
    const char* const equals = strchr(one, '=');
    const size_t length = equals == nullptr ? 0 : static_cast<size_t>(equals - one) - kPrefix;
    if (length == 0 || length >= kNameMax || equals[1] == '\0' || equals[2] == '\0') continue;
    char name[kNameMax] = {};
    memcpy(name, one + kPrefix, length);
    Keep(name, equals + 1);
  }
}

}  // namespace seep::heap
