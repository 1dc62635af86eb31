// Compiled where a JDK's jvmti.h is: the agent's numbers are those of the JDK.

#include <gtest/gtest.h>
#include <jvmti.h>

#include <cstddef>
#include <cstring>

#include "runtime/jvm_agent/jvmti.h"

namespace seep {
namespace {

using Table = jvmtiInterface_1_;

#define SEEP_SAME(name) static_assert(offsetof(Table, name) / sizeof(void*) == jvmti::k##name)
SEEP_SAME(SetEventNotificationMode);
SEEP_SAME(Deallocate);
SEEP_SAME(GetClassSignature);
SEEP_SAME(GetSourceFileName);
SEEP_SAME(GetClassFields);
SEEP_SAME(GetFieldName);
SEEP_SAME(GetFieldModifiers);
SEEP_SAME(GetMethodName);
SEEP_SAME(GetMethodDeclaringClass);
SEEP_SAME(GetLineNumberTable);
SEEP_SAME(GetLoadedClasses);
SEEP_SAME(GetAllThreads);
SEEP_SAME(SuspendThread);
SEEP_SAME(ResumeThread);
SEEP_SAME(GetCurrentThread);
SEEP_SAME(GetVersionNumber);
SEEP_SAME(GetStackTrace);
SEEP_SAME(GetTag);
SEEP_SAME(SetTag);
SEEP_SAME(ForceGarbageCollection);
SEEP_SAME(GetObjectsWithTags);
SEEP_SAME(FollowReferences);
SEEP_SAME(SetEventCallbacks);
SEEP_SAME(DisposeEnvironment);
SEEP_SAME(AddCapabilities);
SEEP_SAME(SetHeapSamplingInterval);
#undef SEEP_SAME

static_assert(offsetof(JNIInvokeInterface_, GetEnv) / sizeof(void*) == jvmti::kMachineGetEnv);
#define SEEP_SAME_NATIVE(name) \
  static_assert(offsetof(JNINativeInterface_, name) / sizeof(void*) == jvmti::kNative##name)
SEEP_SAME_NATIVE(FindClass);
SEEP_SAME_NATIVE(GetSuperclass);
SEEP_SAME_NATIVE(IsAssignableFrom);
SEEP_SAME_NATIVE(ExceptionClear);
SEEP_SAME_NATIVE(PushLocalFrame);
SEEP_SAME_NATIVE(PopLocalFrame);
SEEP_SAME_NATIVE(DeleteLocalRef);
SEEP_SAME_NATIVE(IsSameObject);
SEEP_SAME_NATIVE(GetLongField);
SEEP_SAME_NATIVE(GetObjectClass);
SEEP_SAME_NATIVE(GetObjectField);
SEEP_SAME_NATIVE(GetStaticObjectField);
SEEP_SAME_NATIVE(GetArrayLength);
SEEP_SAME_NATIVE(GetObjectArrayElement);
#undef SEEP_SAME_NATIVE
static_assert(offsetof(JNINativeInterface_, GetFieldID) / sizeof(void*) ==
              jvmti::kNativeGetFieldId);
static_assert(JVMTI_EVENT_OBJECT_FREE == jvmti::kEventObjectFree);
static_assert(JVMTI_EVENT_SAMPLED_OBJECT_ALLOC == jvmti::kEventSampledObjectAlloc);
static_assert(offsetof(jvmtiEventCallbacks, ObjectFree) / sizeof(void*) ==
              jvmti::Callbacks::kObjectFree);
static_assert(offsetof(jvmtiEventCallbacks, SampledObjectAlloc) / sizeof(void*) ==
              jvmti::Callbacks::kSampledObjectAlloc);
static_assert(sizeof(jvmtiEventCallbacks) == sizeof(jvmti::Callbacks));
static_assert(sizeof(jvmtiCapabilities) == sizeof(jvmti::Capabilities));
static_assert(sizeof(jvmtiFrameInfo) == sizeof(jvmti::Frame));
static_assert(sizeof(jvmtiLineNumberEntry) == sizeof(jvmti::LineNumber));
static_assert(sizeof(jvmtiHeapCallbacks) == sizeof(jvmti::HeapCallbacks));
static_assert(offsetof(jvmtiHeapCallbacks, heap_reference_callback) ==
              offsetof(jvmti::HeapCallbacks, reference));
static_assert(offsetof(jvmtiHeapReferenceInfo, field.index) ==
              offsetof(jvmti::ReferenceInfo, index));
static_assert(JVMTI_HEAP_REFERENCE_FIELD == jvmti::kReferenceField);
static_assert(JVMTI_HEAP_REFERENCE_ARRAY_ELEMENT == jvmti::kReferenceArrayElement);
static_assert(JVMTI_HEAP_REFERENCE_STATIC_FIELD == jvmti::kReferenceStaticField);
static_assert(JVMTI_HEAP_REFERENCE_JNI_GLOBAL == jvmti::kReferenceNativeGlobal);
static_assert(JVMTI_HEAP_REFERENCE_STACK_LOCAL == jvmti::kReferenceStackLocal);
static_assert(JVMTI_HEAP_REFERENCE_JNI_LOCAL == jvmti::kReferenceNativeLocal);
static_assert(JVMTI_HEAP_REFERENCE_THREAD == jvmti::kReferenceThread);
static_assert(JVMTI_VISIT_OBJECTS == jvmti::kVisitObjects);
static_assert(JVMTI_VISIT_ABORT == jvmti::kVisitAbort);
static_assert(JVMTI_VERSION_11 == jvmti::kVersion11);
static_assert(JNI_VERSION_1_6 == jvmti::kNativeVersion6);

// Bits of a C struct have no offset that a compiler tells: compared when it runs.
TEST(JvmtiNumbers, AreTheJdks) {
  jvmtiCapabilities jdks;
  std::memset(&jdks, 0, sizeof jdks);
  jdks.can_tag_objects = 1;
  jdks.can_get_source_file_name = 1;
  jdks.can_get_line_numbers = 1;
  jdks.can_generate_object_free_events = 1;
  jdks.can_generate_sampled_object_alloc_events = 1;
  jvmti::Capabilities ours;
  ours.Add(jvmti::Capabilities::kTags);
  ours.Add(jvmti::Capabilities::kSourceFiles);
  ours.Add(jvmti::Capabilities::kLineNumbers);
  ours.Add(jvmti::Capabilities::kFreeEvents);
  ours.Add(jvmti::Capabilities::kSampledAllocationEvents);
  EXPECT_EQ(std::memcmp(&jdks, &ours, sizeof jdks), 0);
}

}  // namespace
}  // namespace seep
