#include <fcntl.h>
#include <unistd.h>

#include <cstdio>

#include "runtime/jvm_agent/dump.h"

namespace seep {
namespace {

// A text of the JVM's, given back at the end.
class Text {
 public:
  explicit Text(jvmti::Tools tools) : tools_(tools) {}
  ~Text() {
    if (text_ != nullptr) jvmti::Call(tools_, jvmti::kDeallocate, text_);
  }
  Text(const Text&) = delete;
  Text& operator=(const Text&) = delete;

  char** Out() { return &text_; }
  char* Get() const { return text_; }
  const char* Or(const char* other) const { return text_ != nullptr ? text_ : other; }

 private:
  jvmti::Tools tools_;
  char* text_ = nullptr;
};

// "java.lang.String" for "Ljava/lang/String;".
void PrintClass(FILE* file, const char* signature) {
  if (*signature == 'L') ++signature;
  for (; *signature != '\0' && *signature != ';'; ++signature) {
    std::fputc(*signature == '/' ? '.' : *signature, file);
  }
}

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
  Text method(tools), signature(tools), source(tools);
  char** const none = nullptr;
  jvmti::Handle declaring = nullptr;
  jvmti::Call(tools, jvmti::kGetMethodName, frame.method, method.Out(), none, none);
  if (jvmti::Call(tools, jvmti::kGetMethodDeclaringClass, frame.method, &declaring) == 0) {
    jvmti::Call(tools, jvmti::kGetClassSignature, declaring, signature.Out(), none);
    jvmti::Call(tools, jvmti::kGetSourceFileName, declaring, source.Out());
  }
  std::fputs("frame\t", file);
  PrintClass(file, signature.Or("?"));
  std::fprintf(file, "\t%s\t%s\t%d\n", method.Or("?"), source.Or("?"), LineAt(tools, frame));
}

bool Lives(const JvmAgentSite& site) {
  for (const auto& objects : site.objects) {
    if (objects > 0) return site.ready;
  }
  return false;
}

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
                  const char* const* names, int64_t missed, const char* path) {
  const int descriptor = ::open(path, O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOFOLLOW);
  FILE* const file = descriptor >= 0 ? ::fdopen(descriptor, "w") : nullptr;
  if (file == nullptr) {
    if (descriptor >= 0) ::close(descriptor);
    return false;
  }
  std::fprintf(file, "seep-jvm-sites\t1\nmissed\t%lld\n", static_cast<long long>(missed));
  for (size_t i = 0; i < kJvmSitesMax; ++i) {
    const JvmAgentSite& site = table.At(i);
    if (!Lives(site)) continue;
    constexpr int32_t kHandles = 64;  // a class for each frame
    if (jvmti::Call(native, jvmti::kNativePushLocalFrame, kHandles) != 0) break;
    PrintSite(file, tools, site, names[site.wanted]);
    jvmti::Call(native, jvmti::kNativePopLocalFrame, jvmti::Handle{nullptr});
  }
  std::fputs("end\n", file);
  return std::fclose(file) == 0;
}

}  // namespace seep
