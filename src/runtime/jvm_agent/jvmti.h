#pragma once
// The part of the JVM Tool Interface that the agent calls, by its numbers (JVMTI 11.0,
// docs.oracle.com/en/java/javase/17/docs/specs/jvmti.html, "Function Index" and "Event Index"). No
// JDK is needed to build with it; a test compares it with the JDK's own jvmti.h where that is.

#include <cstddef>
#include <cstdint>
#include <utility>

namespace seep::jvmti {

using Handle = void*;  // jobject, jclass, jthread
using Method = void*;  // jmethodID
using Error = int32_t;

// A pointer to a table of functions, each of which takes this pointer first.
using Environment = void* const*;
using Tools = const Environment*;    // jvmtiEnv
using Native = const Environment*;   // JNIEnv
using Machine = const Environment*;  // JavaVM

inline constexpr int32_t kVersion11 = 0x300b0000;
inline constexpr int32_t kNativeVersion6 = 0x00010006;

// Positions in the tables: for tools, one less than the number of the specification.
inline constexpr size_t kMachineGetEnv = 6;
inline constexpr size_t kNativePushLocalFrame = 19;
inline constexpr size_t kNativePopLocalFrame = 20;

inline constexpr size_t kSetEventNotificationMode = 1;
inline constexpr size_t kDeallocate = 46;
inline constexpr size_t kGetClassSignature = 47;
inline constexpr size_t kGetSourceFileName = 49;
inline constexpr size_t kGetMethodName = 63;
inline constexpr size_t kGetMethodDeclaringClass = 64;
inline constexpr size_t kGetLineNumberTable = 69;
inline constexpr size_t kGetLoadedClasses = 77;
inline constexpr size_t kGetStackTrace = 103;
inline constexpr size_t kGetTag = 105;
inline constexpr size_t kSetTag = 106;
inline constexpr size_t kForceGarbageCollection = 107;
inline constexpr size_t kSetEventCallbacks = 121;
inline constexpr size_t kDisposeEnvironment = 126;
inline constexpr size_t kAddCapabilities = 141;
inline constexpr size_t kSetHeapSamplingInterval = 155;

inline constexpr int32_t kEventObjectFree = 83;
inline constexpr int32_t kEventSampledObjectAlloc = 86;

struct Frame {
  Method method;
  int64_t location;  // index of the bytecode; -1 in native methods
};

struct LineNumber {
  int64_t start_location;
  int32_t line;
};

// Bits, from the lowest of the first byte.
struct Capabilities {
  enum Bit {
    kTagObjects = 0,
    kGetSourceFileName = 11,
    kGetLineNumbers = 12,
    kObjectFreeEvents = 32,
    kSampledObjectAllocEvents = 43,
  };
  uint8_t bytes[16] = {};
  void Add(Bit bit) { bytes[bit / 8] = static_cast<uint8_t>(bytes[bit / 8] | 1 << bit % 8); }
};

struct Callbacks {
  static constexpr size_t kObjectFree = 33;
  static constexpr size_t kSampledObjectAlloc = 36;
  void* functions[37] = {};
};

// Calls a function of a table.
template <class Interface, class... Arguments>
int32_t Call(Interface interface, size_t position, Arguments... arguments) {
  using Function = int32_t (*)(Interface, Arguments...);
  void* const* const table = reinterpret_cast<void* const*>(*interface);
  return reinterpret_cast<Function>(table[position])(interface, arguments...);
}

}  // namespace seep::jvmti
