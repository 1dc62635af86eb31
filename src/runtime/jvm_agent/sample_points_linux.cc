#include <dlfcn.h>

#include <cstdint>
#include <cstring>

#include "runtime/jvm_agent/sample_points.h"

namespace seep {
namespace {

constexpr int32_t kOldest = 11;
constexpr int32_t kNewest = 21;
// More than any thread has to go (the longest draw of JEP 331 is 44 times the interval).
constexpr uint64_t kBytesMax = uint64_t{1} << 30;

// vmStructs.hpp: the JVM tells of its own classes by a table of entries, and of the entries by
// variables.
class VmStructs {
 public:
  explicit VmStructs(void* libjvm) : libjvm_(libjvm) {}

  // How far the field lies behind the object's beginning; 0: it is not known.
  uint64_t Offset(const char* type, const char* field) const {
    const uint64_t table = Variable("gHotSpotVMStructs");
    const uint64_t stride = Variable("gHotSpotVMStructEntryArrayStride");
    const uint64_t type_at = Variable("gHotSpotVMStructEntryTypeNameOffset");
    const uint64_t field_at = Variable("gHotSpotVMStructEntryFieldNameOffset");
    const uint64_t offset_at = Variable("gHotSpotVMStructEntryOffsetOffset");
    if (table == 0 || stride == 0 || field_at == 0 || offset_at == 0) return 0;
    for (const char* entry = reinterpret_cast<const char*>(table);; entry += stride) {
      const char* const of = At<const char*>(entry, type_at);
      if (of == nullptr) return 0;  // the last one
      const char* const name = At<const char*>(entry, field_at);
      if (std::strcmp(of, type) == 0 && std::strcmp(name, field) == 0)
        return At<uint64_t>(entry, offset_at);
    }
  }

 private:
  template <class Value>
  static Value At(const char* entry, uint64_t offset) {
    Value value;
    std::memcpy(&value, entry + offset, sizeof value);
    return value;
  }
  uint64_t Variable(const char* name) const {
    const void* const variable = ::dlsym(libjvm_, name);
    return variable == nullptr ? 0 : At<uint64_t>(static_cast<const char*>(variable), 0);
  }

  void* const libjvm_;
};

// The field's place in a HotSpot that is laid out as is known; 0 in another.
uint64_t SamplerOffset(jvmti::Tools tools) {
  int32_t version = 0;
  if (jvmti::Call(tools, jvmti::kGetVersionNumber, &version) != 0) return 0;
  const int32_t major = version >> 16 & 0xfff;
  if (major < kOldest || major > kNewest) return 0;
  // The library whose functions these are.
  Dl_info info{};
  void* libjvm = nullptr;
  if (::dladdr((*tools)[jvmti::kGetVersionNumber], &info) != 0)
    libjvm = ::dlopen(info.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
  if (libjvm == nullptr) return 0;
  const uint64_t allocated = VmStructs(libjvm).Offset("Thread", "_allocated_bytes");
  ::dlclose(libjvm);
  return allocated == 0 ? 0 : allocated + sizeof(int64_t);
}

}  // namespace

void ResetSamplePoints(jvmti::Tools tools, jvmti::Native native) {
  const uint64_t offset = SamplerOffset(tools);
  jvmti::Capabilities capabilities;
  capabilities.Add(jvmti::Capabilities::kSuspend);
  // One agent at a time can have it: with a debugger there, this is left out.
  if (offset == 0 || jvmti::Call(tools, jvmti::kAddCapabilities, &capabilities) != 0) return;
  if (jvmti::Call(native, jvmti::kNativePushLocalFrame, jvmti::kNativeHandlesMax) != 0) return;
  const auto type = jvmti::Call<jvmti::Handle>(native, jvmti::kNativeFindClass, "java/lang/Thread");
  const auto eetop = type == nullptr ? nullptr
                                     : jvmti::Call<jvmti::Field>(native, jvmti::kNativeGetFieldId,
                                                                 type, "eetop", "J");
  if (eetop == nullptr) jvmti::Call(native, jvmti::kNativeExceptionClear);
  int32_t count = 0;
  jvmti::Handle* threads = nullptr;
  jvmti::Handle self = nullptr;
  if (eetop != nullptr && jvmti::Call(tools, jvmti::kGetCurrentThread, &self) == 0 &&
      jvmti::Call(tools, jvmti::kGetAllThreads, &count, &threads) == 0) {
    for (int32_t i = 0; i < count; ++i) {
      if (jvmti::Call<uint8_t>(native, jvmti::kNativeIsSameObject, threads[i], self) != 0) continue;
      if (jvmti::Call(tools, jvmti::kSuspendThread, threads[i]) != 0) continue;
      const auto thread = static_cast<uint64_t>(
          jvmti::Call<int64_t>(native, jvmti::kNativeGetLongField, threads[i], eetop));
      auto* const left = reinterpret_cast<uint64_t*>(thread + offset);
      if (thread != 0 && *left < kBytesMax) *left = 0;
      jvmti::Call(tools, jvmti::kResumeThread, threads[i]);
    }
    jvmti::Call(tools, jvmti::kDeallocate, reinterpret_cast<char*>(threads));
  }
  jvmti::Call(native, jvmti::kNativePopLocalFrame, jvmti::Handle{nullptr});
}

}  // namespace seep
