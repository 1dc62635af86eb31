#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "runtime/jvm_agent/dump.h"
#include "runtime/jvm_agent/holders.h"
#include "runtime/jvm_agent/text.h"

namespace seep {
namespace {

constexpr size_t kHeldSites = 2;  // a leak is one object, and one in it, as a rule
// For each of them. The JVM stands still for each of some ten walks: 300,000 objects take 1 s.
constexpr double kHolderSeconds[kHeldSites] = {2, 1};

int LineAt(jvmti::Tools tools, const jvmti::Frame& frame) {
  int32_t count = 0;
  jvmti::LineNumber* lines = nullptr;
  if (jvmti::Call(tools, jvmti::kGetLineNumberTable, frame.method, &count, &lines) != 0) return 0;
  int64_t nearest = -1;
  int line = 0;
  for (int32_t i = 0; i < count; ++i) {
    const int64_t start = lines[i].start_location;
    if (start > frame.location || start < nearest) continue;
    nearest = start;
    line = lines[i].line;
  }
  jvmti::Call(tools, jvmti::kDeallocate, reinterpret_cast<char*>(lines));
  return line;
}

void PrintFrame(FILE* file, jvmti::Tools tools, const jvmti::Frame& frame) {
  JvmText method(tools), signature(tools), source(tools);
  char** const none = nullptr;
  jvmti::Handle declaring = nullptr;
  jvmti::Call(tools, jvmti::kGetMethodName, frame.method, method.Out(), none, none);
  if (jvmti::Call(tools, jvmti::kGetMethodDeclaringClass, frame.method, &declaring) == 0) {
    jvmti::Call(tools, jvmti::kGetClassSignature, declaring, signature.Out(), none);
    jvmti::Call(tools, jvmti::kGetSourceFileName, declaring, source.Out());
  }
  std::fputs("frame\t", file);
  PrintJvmClass(file, signature.Or("?"));
  std::fprintf(file, "\t%s\t%s\t%d\n", method.Or("?"), source.Or("?"), LineAt(tools, frame));
}

bool Lives(const JvmAgentSite& site) {
  for (const auto& objects : site.objects) {
    if (objects > 0) return site.ready;
  }
  return false;
}

// What lives of all rounds but the fullest, as JvmSite::SteadyBytes; of the one if there is one.
int64_t Weight(const JvmAgentSite& site, size_t rounds) {
  int64_t sum = 0, fullest = 0;
  for (const auto& bytes : site.bytes) {
    sum += bytes;
    fullest = std::max<int64_t>(fullest, bytes);
  }
  return rounds > 1 ? sum - fullest : sum;
}

// The heaviest sites: only of these is looked for what holds them.
struct Heaviest {
  size_t sites[kHeldSites];
  int64_t bytes[kHeldSites] = {};

  Heaviest(const JvmSiteTable& table, size_t rounds) {
    for (size_t i = 0; i < kJvmSitesMax; ++i) {
      if (Lives(table.At(i))) Put(i, Weight(table.At(i), rounds));
    }
  }
  void Put(size_t site, int64_t of_site) {
    for (size_t i = 0; i < kHeldSites; ++i) {
      if (of_site <= bytes[i]) continue;
      std::swap(bytes[i], of_site);
      std::swap(sites[i], site);
    }
  }
  // kHeldSites: it is none of them.
  size_t PlaceOf(size_t site) const {
    size_t i = 0;
    while (i < kHeldSites && (bytes[i] == 0 || sites[i] != site)) ++i;
    return i;
  }
};

void PrintSite(FILE* file, jvmti::Tools tools, const JvmAgentSite& site, const char* name) {
  std::fprintf(file, "site\t%s", name);
  for (size_t i = 0; i < kJvmRoundsMax; ++i) {
    std::fprintf(file, "\t%lld:%lld", static_cast<long long>(site.objects[i]),
                 static_cast<long long>(site.bytes[i]));
  }
  std::fputc('\n', file);
  for (uint32_t i = 0; i < site.depth; ++i) PrintFrame(file, tools, site.frames[i]);
}

}  // namespace

bool DumpJvmSites(jvmti::Tools tools, jvmti::Native native, const JvmSiteTable& table,
                  const char* const* names, size_t rounds, int64_t missed, const char* path) {
  const int descriptor = ::open(path, O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOFOLLOW);
  FILE* const file = descriptor >= 0 ? ::fdopen(descriptor, "w") : nullptr;
  if (file == nullptr) {
    if (descriptor >= 0) ::close(descriptor);
    return false;
  }
  std::fprintf(file, "seep-jvm-sites\t1\nmissed\t%lld\n", static_cast<long long>(missed));
  const Heaviest heaviest(table, rounds);
  for (size_t i = 0; i < kJvmSitesMax; ++i) {
    const JvmAgentSite& site = table.At(i);
    if (!Lives(site)) continue;
    constexpr int32_t kHandles = 64;  // a class for each frame
    if (jvmti::Call(native, jvmti::kNativePushLocalFrame, kHandles) != 0) break;
    PrintSite(file, tools, site, names[site.wanted]);
    jvmti::Call(native, jvmti::kNativePopLocalFrame, jvmti::Handle{nullptr});
    const size_t place = heaviest.PlaceOf(i);
    if (place == kHeldSites) continue;
    PrintHolders(file, tools, native, i, static_cast<int>(place), kHolderSeconds[place]);
  }
  std::fputs("end\n", file);
  return std::fclose(file) == 0;
}

}  // namespace seep
