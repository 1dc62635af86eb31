#include <time.h>

#include <cstring>

#include "runtime/jvm_agent/holders.h"
#include "runtime/jvm_agent/site_table.h"
#include "runtime/jvm_agent/text.h"

namespace seep {
namespace {

using jvmti::Call;
using jvmti::Field;
using jvmti::Handle;

constexpr int kStepsMax = 24;
constexpr int64_t kWeakClass = -1000;  // of classes whose fields do not keep alive
constexpr int32_t kStaticModifier = 0x8;
constexpr int32_t kElementsMax = 10'000'000;
constexpr uint64_t kReferencesPerClock = 65536;

double NowSeconds() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

// One way back. Tags of objects are a base and the steps from there to the object that is held.
struct Search {
  size_t site, round;
  int64_t base;
  double end;  // when it is given up
  uint64_t references = 0;
  int step = -1;      // -1: the object itself is looked for
  bool grew = false;  // there is an object of the next step
  bool late = false;
  int32_t root = 0;  // the kind of reference that is one
  int root_step = 0;

  int64_t TagAt(int at) const { return base - at; }
  int64_t RootTag() const { return base - kStepsMax - 1; }
  bool Mine(int64_t tag) const { return tag <= base && tag >= RootTag(); }
};

void Choose(Search& search, int64_t* tag) {
  if (search.grew || *tag <= 0) return;
  const JvmTag mark = JvmTag::Unpack(*tag);
  if (mark.site != search.site || mark.round != search.round) return;
  *tag = search.TagAt(0);
  search.grew = true;
}

bool IsRoot(int32_t kind) {
  return kind >= jvmti::kReferenceNativeGlobal || kind == jvmti::kReferenceStaticField;
}

// A reference to an object of the last step: who refers is of the next. While the JVM stands still.
int32_t OnReference(int32_t kind, const void*, int64_t, int64_t referrer_class_tag, int64_t,
                    int64_t* tag, int64_t* referrer_tag, int32_t, void* user) {
  Search& search = *static_cast<Search*>(user);
  if (++search.references % kReferencesPerClock == 0 && NowSeconds() > search.end) {
    search.late = true;
    return jvmti::kVisitAbort;
  }
  if (search.step < 0) {
    Choose(search, tag);
    return jvmti::kVisitObjects;
  }
  if (search.root != 0 || *tag != search.TagAt(search.step)) return jvmti::kVisitObjects;
  if (IsRoot(kind)) {
    search.root = kind;
    search.root_step = search.step;
    if (referrer_tag != nullptr && kind == jvmti::kReferenceStaticField) {
      *referrer_tag = search.RootTag();
      ++search.root_step;
    } else {
      *tag = search.RootTag();
    }
    return jvmti::kVisitObjects;
  }
  const bool keeps = kind == jvmti::kReferenceField || kind == jvmti::kReferenceArrayElement;
  if (!keeps || referrer_tag == nullptr || referrer_class_tag == kWeakClass ||
      search.Mine(*referrer_tag) || referrer_tag == tag) {
    return jvmti::kVisitObjects;
  }
  *referrer_tag = search.TagAt(search.step + 1);
  search.grew = true;
  return jvmti::kVisitObjects;
}

bool Walk(jvmti::Tools tools, Search& search) {
  jvmti::HeapCallbacks callbacks;
  callbacks.reference = &OnReference;
  search.grew = false;
  return Call(tools, jvmti::kFollowReferences, int32_t{0}, Handle{nullptr}, Handle{nullptr},
              &callbacks, static_cast<const void*>(&search)) == 0;
}

// From the object to a root.
bool FindRoot(jvmti::Tools tools, Search& search) {
  for (search.step = -1; search.step < kStepsMax; ++search.step) {
    if (!Walk(tools, search) || search.late) return false;
    if (search.root != 0) return true;
    if (!search.grew) return false;
  }
  return false;
}

// Classes whose objects refer without keeping alive.
void TagWeakClasses(jvmti::Tools tools, jvmti::Native native) {
  int32_t count = 0;
  Handle* types = nullptr;
  if (Call(tools, jvmti::kGetLoadedClasses, &count, &types) != 0) return;
  for (const char* name : {"java/lang/ref/WeakReference", "java/lang/ref/PhantomReference",
                           "java/lang/ref/FinalReference"}) {
    const Handle weak = Call<Handle>(native, jvmti::kNativeFindClass, name);
    if (weak == nullptr) Call<void>(native, jvmti::kNativeExceptionClear);
    for (int32_t i = 0; weak != nullptr && i < count; ++i) {
      if (Call<uint8_t>(native, jvmti::kNativeIsAssignableFrom, types[i], weak) == 0) continue;
      Call(tools, jvmti::kSetTag, types[i], kWeakClass);
    }
  }
  Call(tools, jvmti::kDeallocate, reinterpret_cast<char*>(types));
}

Handle ObjectWithTag(jvmti::Tools tools, int64_t tag) {
  int32_t count = 0;
  Handle* objects = nullptr;
  int64_t** const no_tags = nullptr;
  if (Call(tools, jvmti::kGetObjectsWithTags, int32_t{1}, static_cast<const int64_t*>(&tag), &count,
           &objects, no_tags) != 0) {
    return nullptr;
  }
  const Handle object = count > 0 ? objects[0] : nullptr;
  Call(tools, jvmti::kDeallocate, reinterpret_cast<char*>(objects));
  return object;
}

// Goes from a holder to what it holds, and writes the step.
class Descent {
 public:
  Descent(std::FILE* file, jvmti::Tools tools, jvmti::Native native)
      : file_(file), tools_(tools), native_(native) {}

  // The object with this tag that `holder` refers to; nullptr when there is none.
  Handle Step(Handle holder, bool of_class, int64_t tag) {
    const Handle type =
        of_class ? holder : Call<Handle>(native_, jvmti::kNativeGetObjectClass, holder);
    JvmText signature(tools_);
    char** const none = nullptr;
    Call(tools_, jvmti::kGetClassSignature, type, signature.Out(), none);
    if (!of_class && *signature.Or("?") == '[') {
      const Handle element = Element(holder, tag);
      Print(signature.Or("?"), element != nullptr ? "[]" : "?");
      return element;
    }
    Handle held = nullptr;
    for (Handle part = type; part != nullptr && held == nullptr;
         part = Call<Handle>(native_, jvmti::kNativeGetSuperclass, part)) {
      held = InFields(holder, part, of_class, tag, signature.Or("?"));
      if (of_class) break;
    }
    if (held == nullptr) Print(signature.Or("?"), "?");
    return held;
  }

 private:
  void Print(const char* signature, const char* field) {
    std::fputs("held\t", file_);
    PrintJvmClass(file_, signature);
    std::fprintf(file_, "\t%s\n", field);
  }

  bool Has(Handle object, int64_t tag) {
    int64_t found = 0;
    return object != nullptr && Call(tools_, jvmti::kGetTag, object, &found) == 0 && found == tag;
  }

  Handle Element(Handle array, int64_t tag) {
    const int32_t length = Call(native_, jvmti::kNativeGetArrayLength, array);
    for (int32_t i = 0; i < length && i < kElementsMax; ++i) {
      const Handle element = Call<Handle>(native_, jvmti::kNativeGetObjectArrayElement, array, i);
      if (Has(element, tag)) return element;
      Call<void>(native_, jvmti::kNativeDeleteLocalRef, element);
    }
    return nullptr;
  }

  Handle InFields(Handle holder, Handle type, bool of_class, int64_t tag, const char* holder_type) {
    int32_t count = 0;
    Field* fields = nullptr;
    if (Call(tools_, jvmti::kGetClassFields, type, &count, &fields) != 0) return nullptr;
    Handle held = nullptr;
    for (int32_t i = 0; i < count && held == nullptr; ++i) {
      held = InField(holder, type, fields[i], of_class, tag, holder_type);
    }
    Call(tools_, jvmti::kDeallocate, reinterpret_cast<char*>(fields));
    return held;
  }

  Handle InField(Handle holder, Handle type, Field field, bool of_class, int64_t tag,
                 const char* holder_type) {
    JvmText name(tools_), signature(tools_);
    char** const none = nullptr;
    int32_t modifiers = 0;
    if (Call(tools_, jvmti::kGetFieldName, type, field, name.Out(), signature.Out(), none) != 0 ||
        Call(tools_, jvmti::kGetFieldModifiers, type, field, &modifiers) != 0) {
      return nullptr;
    }
    const char first = *signature.Or("?");
    const bool of_this_kind = ((modifiers & kStaticModifier) != 0) == of_class;
    if (!of_this_kind || (first != 'L' && first != '[')) return nullptr;
    const Handle value = Call<Handle>(
        native_, of_class ? jvmti::kNativeGetStaticObjectField : jvmti::kNativeGetObjectField,
        holder, field);
    if (!Has(value, tag)) {
      Call<void>(native_, jvmti::kNativeDeleteLocalRef, value);
      return nullptr;
    }
    Print(holder_type, name.Or("?"));
    return value;
  }

  std::FILE* file_;
  jvmti::Tools tools_;
  jvmti::Native native_;
};

const char* RootName(int32_t kind) {
  switch (kind) {
    case jvmti::kReferenceStaticField:
      return "static";
    case jvmti::kReferenceThread:
      return "thread";
    case jvmti::kReferenceNativeGlobal:
      return "native";
    case jvmti::kReferenceStackLocal:
      return "stack";
    default:
      return "other";
  }
}

}  // namespace

void PrintHolders(std::FILE* file, jvmti::Tools tools, jvmti::Native native, size_t site,
                  size_t round, int number, double seconds) {
  constexpr int32_t kHandles = 256;
  if (Call(native, jvmti::kNativePushLocalFrame, kHandles) != 0) return;
  TagWeakClasses(tools, native);
  Search search{.site = site,
                .round = round,
                .base = -1'000'000 * int64_t{number + 1},
                .end = NowSeconds() + seconds};
  if (FindRoot(tools, search)) {
    std::fprintf(file, "root\t%s\n", RootName(search.root));
    Descent descent(file, tools, native);
    Handle holder = ObjectWithTag(tools, search.RootTag());
    bool of_class = search.root == jvmti::kReferenceStaticField;
    for (int step = search.root_step - 1; holder != nullptr && step >= 0; --step) {
      holder = descent.Step(holder, of_class, search.TagAt(step));
      of_class = false;
    }
  }
  Call(native, jvmti::kNativePopLocalFrame, Handle{nullptr});
}

}  // namespace seep
