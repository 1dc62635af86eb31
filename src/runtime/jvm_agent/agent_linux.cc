// libseep_jvm.so: loaded into a JVM for a site pass, by its attach protocol. It samples each
// allocation (JEP 331), takes the stack of those whose class is wanted, and tags them, so that the
// JVM tells when one is gone. Commands are the options of each loading:
//
//   start,CLASS,CLASS…   class names as GC.class_histogram has them, '/' as '.'
//   round                what is allocated from now on is of the next round
//   stop,PATH            collects, writes what lives to the file PATH, and is off until the next
//   start
//
// It is a guest: when no command has come for a minute, because Seep was killed, it is off as well.

#include <time.h>

#include <atomic>
#include <cstring>

#include "runtime/jvm_agent/dump.h"
#include "runtime/jvm_agent/jvmti.h"
#include "runtime/jvm_agent/sample_points.h"
#include "runtime/jvm_agent/site_table.h"

namespace seep {
namespace {

constexpr size_t kOptionsBytesMax = 1024;  // of the attach protocol
constexpr int64_t kSecondsAlone = 60;
constexpr uint64_t kEventsPerClock = 1024;
constexpr int64_t kTaggedMax = 500'000;       // some 50 MB of the JVM's
constexpr int32_t kDefaultInterval = 524288;  // JEP 331

// Everything that the agent has; the one variable of the library.
struct Agent {
  jvmti::Tools tools;  // nullptr: off
  char options[kOptionsBytesMax];
  const char* names[kJvmWantedMax];
  size_t wanted;
  std::atomic<size_t> round;
  std::atomic<int64_t> tagged, missed, last_command_seconds;
  std::atomic<uint64_t> events;
  JvmSiteTable table;
} agent;

enum Status : int32_t { kOk = 0, kBadCommand = 1, kNoTools = 2, kUnsupported = 3, kNoFile = 4 };

int64_t NowSeconds() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec;
}

// mode: 1 on, 0 off.
int32_t Switch(jvmti::Tools tools, int32_t mode, int32_t event) {
  return jvmti::Call(tools, jvmti::kSetEventNotificationMode, mode, event, jvmti::Handle{nullptr});
}

// The class's tag is minus one more than its place among the wanted ones.
void OnAllocation(jvmti::Tools tools, jvmti::Native, jvmti::Handle, jvmti::Handle object,
                  jvmti::Handle type, int64_t bytes) {
  if (agent.events.fetch_add(1, std::memory_order_relaxed) % kEventsPerClock == 0 &&
      NowSeconds() - agent.last_command_seconds > kSecondsAlone) {
    Switch(tools, 0, jvmti::kEventSampledObjectAlloc);
    return;
  }
  int64_t tag = 0;
  if (jvmti::Call(tools, jvmti::kGetTag, type, &tag) != 0 || tag >= 0) return;
  jvmti::Frame frames[kJvmDepthMax];
  int32_t depth = 0;
  const int32_t error =
      jvmti::Call(tools, jvmti::kGetStackTrace, jvmti::Handle{nullptr}, int32_t{0},
                  static_cast<int32_t>(kJvmDepthMax), &frames[0], &depth);
  if (error != 0 || agent.tagged >= kTaggedMax) {
    ++agent.missed;
    return;
  }
  const size_t site =
      agent.table.Find(static_cast<uint32_t>(-tag - 1), frames, static_cast<size_t>(depth));
  if (site == JvmSiteTable::kNone) {
    ++agent.missed;
    return;
  }
  const JvmTag mark{.site = site, .round = agent.round, .bytes = bytes};
  agent.table.Add(mark);
  ++agent.tagged;
  if (jvmti::Call(tools, jvmti::kSetTag, object, mark.Pack()) == 0) return;
  agent.table.Remove(mark);
  --agent.tagged;
}

// May come while the JVM stands still: it calls nothing and waits for nothing.
void OnFree(jvmti::Tools, int64_t tag) {
  if (tag <= 0) return;
  agent.table.Remove(JvmTag::Unpack(tag));
  --agent.tagged;
}

bool IsName(const char* signature, const char* name) {
  if (*signature == 'L') ++signature;
  const bool array = *signature == '[';
  for (; *signature != '\0' && (array || *signature != ';'); ++signature, ++name) {
    if ((*signature == '/' ? '.' : *signature) != *name) return false;
  }
  return *name == '\0';
}

void TagIfWanted(jvmti::Handle type) {
  char* signature = nullptr;
  char** const none = nullptr;
  if (jvmti::Call(agent.tools, jvmti::kGetClassSignature, type, &signature, none) != 0) return;
  for (size_t i = 0; i < agent.wanted; ++i) {
    if (!IsName(signature, agent.names[i])) continue;
    jvmti::Call(agent.tools, jvmti::kSetTag, type, -static_cast<int64_t>(i) - 1);
  }
  jvmti::Call(agent.tools, jvmti::kDeallocate, signature);
}

void TagWanted(jvmti::Native native) {
  int32_t count = 0;
  jvmti::Handle* types = nullptr;
  if (jvmti::Call(native, jvmti::kNativePushLocalFrame, jvmti::kNativeHandlesMax) != 0) return;
  if (jvmti::Call(agent.tools, jvmti::kGetLoadedClasses, &count, &types) == 0) {
    for (int32_t i = 0; i < count; ++i) TagIfWanted(types[i]);
    jvmti::Call(agent.tools, jvmti::kDeallocate, reinterpret_cast<char*>(types));
  }
  jvmti::Call(native, jvmti::kNativePopLocalFrame, jvmti::Handle{nullptr});
}

// Off, and the JVM as it was.
void Leave() {
  jvmti::Call(agent.tools, jvmti::kSetHeapSamplingInterval, kDefaultInterval);
  jvmti::Call(agent.tools, jvmti::kDisposeEnvironment);
  agent.tools = nullptr;
}

void TakeNames(const char* names) {
  std::strncpy(agent.options, names, sizeof agent.options - 1);
  agent.wanted = 0;
  char* rest = agent.options;
  while (agent.wanted < kJvmWantedMax) {
    char* const name = ::strsep(&rest, ",");
    if (name == nullptr) break;
    if (*name != '\0') agent.names[agent.wanted++] = name;
  }
}

Status Prepare(jvmti::Tools tools) {
  jvmti::Capabilities capabilities;
  capabilities.Add(jvmti::Capabilities::kTags);
  capabilities.Add(jvmti::Capabilities::kSourceFiles);
  capabilities.Add(jvmti::Capabilities::kLineNumbers);
  capabilities.Add(jvmti::Capabilities::kFreeEvents);
  capabilities.Add(jvmti::Capabilities::kSampledAllocationEvents);
  jvmti::Callbacks callbacks;
  callbacks.functions[jvmti::Callbacks::kSampledObjectAlloc] =
      reinterpret_cast<void*>(&OnAllocation);
  callbacks.functions[jvmti::Callbacks::kObjectFree] = reinterpret_cast<void*>(&OnFree);
  const bool able = jvmti::Call(tools, jvmti::kAddCapabilities, &capabilities) == 0 &&
                    jvmti::Call(tools, jvmti::kSetEventCallbacks, &callbacks,
                                static_cast<int32_t>(sizeof callbacks)) == 0 &&
                    jvmti::Call(tools, jvmti::kSetHeapSamplingInterval, int32_t{0}) == 0;
  return able ? kOk : kUnsupported;
}

Status Start(jvmti::Machine machine, jvmti::Native native, const char* names) {
  if (agent.tools != nullptr) Leave();  // of a Seep that was killed
  if (jvmti::Call(machine, jvmti::kMachineGetEnv, &agent.tools, jvmti::kVersion11) != 0) {
    agent.tools = nullptr;
    return kNoTools;
  }
  TakeNames(names);
  agent.table.Clear();
  agent.round = 0;
  agent.tagged = agent.missed = 0;
  const Status status = Prepare(agent.tools);
  if (status == kOk) TagWanted(native);
  if (status != kOk || Switch(agent.tools, 1, jvmti::kEventObjectFree) != 0 ||
      Switch(agent.tools, 1, jvmti::kEventSampledObjectAlloc) != 0) {
    Leave();
    return kUnsupported;
  }
  ResetSamplePoints(agent.tools, native);
  return kOk;
}

Status Round() {
  if (agent.tools == nullptr) return kBadCommand;
  if (agent.round + 1 < kJvmRoundsMax) ++agent.round;
  return kOk;
}

Status Stop(jvmti::Native native, const char* path) {
  if (agent.tools == nullptr) return kBadCommand;
  Switch(agent.tools, 0, jvmti::kEventSampledObjectAlloc);
  jvmti::Call(agent.tools, jvmti::kForceGarbageCollection);
  Switch(agent.tools, 0, jvmti::kEventObjectFree);  // those that have not come yet come now
  const bool written = DumpJvmSites(agent.tools, native, agent.table, agent.names, agent.round + 1,
                                    agent.missed, path);
  Leave();
  return written ? kOk : kNoFile;
}

const char* Behind(const char* options, const char* command) {
  const size_t size = std::strlen(command);
  return std::strncmp(options, command, size) == 0 ? options + size : nullptr;
}

}  // namespace
}  // namespace seep

// Called by the JVM at each loading, in one thread.
extern "C" __attribute__((visibility("default"))) int32_t Agent_OnAttach(
    seep::jvmti::Machine machine, const char* options, void*) {
  using namespace seep;
  jvmti::Native native = nullptr;
  if (jvmti::Call(machine, jvmti::kMachineGetEnv, &native, jvmti::kNativeVersion6) != 0) {
    return kNoTools;
  }
  if (options == nullptr) return kBadCommand;
  agent.last_command_seconds = NowSeconds();
  if (const char* names = Behind(options, "start,")) return Start(machine, native, names);
  if (const char* path = Behind(options, "stop,")) return Stop(native, path);
  return std::strcmp(options, "round") == 0 ? Round() : kBadCommand;
}
