// Runs the probe with 200 MB of address space: less than all tables of a site pass take.

#include <sys/resource.h>
#include <unistd.h>

#include <string>

int main(int /*argc*/, char** argv) {
  const std::string self = argv[0];
  const std::string probe = self.substr(0, self.rfind('/')) + "/probe";
  const rlimit limit{.rlim_cur = 200 << 20, .rlim_max = 200 << 20};
  if (setrlimit(RLIMIT_AS, &limit) != 0) return 2;
  execv(probe.c_str(), argv);
  return 3;
}
