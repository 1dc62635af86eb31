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
using Field = void*;   // jfieldID
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
inline constexpr size_t kNativeFindClass = 6;
inline constexpr size_t kNativeGetSuperclass = 10;
inline constexpr size_t kNativeIsAssignableFrom = 11;
inline constexpr size_t kNativeExceptionClear = 17;
inline constexpr size_t kNativePushLocalFrame = 19;
inline constexpr size_t kNativePopLocalFrame = 20;
inline constexpr int32_t kNativeHandlesMax =
    65'000;  // HotSpot refuses frames of 65,537; costs nothing
inline constexpr size_t kNativeDeleteLocalRef = 23;
inline constexpr size_t kNativeIsSameObject = 24;
inline constexpr size_t kNativeGetObjectClass = 31;
inline constexpr size_t kNativeGetFieldId = 94;
inline constexpr size_t kNativeGetObjectField = 95;
inline constexpr size_t kNativeGetLongField = 101;
inline constexpr size_t kNativeGetStaticObjectField = 145;
inline constexpr size_t kNativeGetArrayLength = 171;
inline constexpr size_t kNativeGetObjectArrayElement = 173;

inline constexpr size_t kSetEventNotificationMode = 1;
inline constexpr size_t kGetAllThreads = 3;
inline constexpr size_t kSuspendThread = 4;
inline constexpr size_t kResumeThread = 5;
inline constexpr size_t kGetCurrentThread = 17;
inline constexpr size_t kDeallocate = 46;
inline constexpr size_t kGetClassSignature = 47;
inline constexpr size_t kGetSourceFileName = 49;
inline constexpr size_t kGetClassFields = 52;
inline constexpr size_t kGetFieldName = 59;
inline constexpr size_t kGetFieldModifiers = 61;
inline constexpr size_t kGetMethodName = 63;
inline constexpr size_t kGetMethodDeclaringClass = 64;
inline constexpr size_t kGetLineNumberTable = 69;
inline constexpr size_t kGetLoadedClasses = 77;
inline constexpr size_t kGetVersionNumber = 87;
inline constexpr size_t kGetStackTrace = 103;
inline constexpr size_t kGetTag = 105;
inline constexpr size_t kSetTag = 106;
inline constexpr size_t kForceGarbageCollection = 107;
inline constexpr size_t kGetObjectsWithTags = 113;
inline constexpr size_t kFollowReferences = 114;
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
    kTags = 0,
    kSourceFiles = 11,
    kLineNumbers = 12,
    kSuspend = 20,
    kFreeEvents = 32,
    kSampledAllocationEvents = 43,
  };
  uint8_t bytes[16] = {};
  void Add(Bit bit) { bytes[bit / 8] = static_cast<uint8_t>(bytes[bit / 8] | 1 << bit % 8); }
};

struct Callbacks {
  static constexpr size_t kObjectFree = 33;
  static constexpr size_t kSampledObjectAlloc = 36;
  void* functions[37] = {};
};

// Kinds of references (jvmtiHeapReferenceKind); those from 21 on are roots.
inline constexpr int32_t kReferenceField = 2;
inline constexpr int32_t kReferenceArrayElement = 3;
inline constexpr int32_t kReferenceStaticField = 8;
inline constexpr int32_t kReferenceNativeGlobal = 21;
inline constexpr int32_t kReferenceStackLocal = 24;
inline constexpr int32_t kReferenceNativeLocal = 25;
inline constexpr int32_t kReferenceThread = 26;
inline constexpr int32_t kVisitObjects = 0x100;
inline constexpr int32_t kVisitAbort = 0x8000;

// jvmtiHeapReferenceInfo of a field or an element: its place among those of the class and its
// superclasses, or in the array.
struct ReferenceInfo {
  int32_t index;
};

// jvmtiHeapReferenceCallback.
using OnReference = int32_t (*)(int32_t kind, const ReferenceInfo* info, int64_t class_tag,
                                int64_t referrer_class_tag, int64_t bytes, int64_t* tag,
                                int64_t* referrer_tag, int32_t length, void* user);
struct HeapCallbacks {
  void* iteration = nullptr;
  OnReference reference = nullptr;
  void* others[14] = {};
};

// Calls a function of a table; most return an error.
template <class Returned = int32_t, class Interface, class... Arguments>
Returned Call(Interface interface, size_t position, Arguments... arguments) {
  using Function = Returned (*)(Interface, Arguments...);
  void* const* const table = reinterpret_cast<void* const*>(*interface);
  return reinterpret_cast<Function>(table[position])(interface, arguments...);
}

}  // namespace seep::jvmti
