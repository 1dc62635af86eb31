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
constexpr int64_t kWeakClass = -1000;  // of references: their first fields do not keep alive
constexpr int32_t kReferenceFields =
    4;  // java.lang.ref.Reference: referent, queue, next, discovered
constexpr int32_t kStaticModifier = 0x8;
constexpr int32_t kElementsMax = 10'000'000;
constexpr uint64_t kReferencesPerClock = 65536;

double NowSeconds() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

// The way back from all objects of a site at once: the shortest is found, as from the newest object
// of a queue by its tail. Steps from there are kept in bits of the tag that JvmTag leaves free,
// with the number of the search: those of another are none.
struct Search {
  static constexpr int kStepShift = 57, kNumberShift = 62;
  static constexpr int64_t kTagMask = (int64_t{1} << kStepShift) - 1;
  static constexpr int64_t kStepMask = 31;
  static constexpr int kRootStep = 30;

  size_t site;
  int number;  // 0 or 1
  double end;  // when it is given up
  uint64_t references = 0;
  int step = 0;
  bool grew = false;  // there is an object of the next step
  bool late = false;
  int32_t root = 0;   // the kind of reference that is one
  int root_step = 0;  // of what it refers to
  int64_t root_tag = 0;

  bool OfSite(int64_t tag) const {
    return tag > 0 && (tag & kTagMask) != 0 && JvmTag::Unpack(tag & kTagMask).site == site;
  }
  // -1: none.
  int StepOf(int64_t tag) const {
    const bool mine = tag > 0 && (tag >> kNumberShift) == number;
    return mine ? static_cast<int>(tag >> kStepShift & kStepMask) - 1 : -1;
  }
  bool IsAt(int64_t tag, int at) const { return at == 0 ? OfSite(tag) : StepOf(tag) == at; }
  // Also classes that have a tag of their own.
  bool Seen(int64_t tag) const { return tag < 0 || OfSite(tag) || StepOf(tag) >= 0; }
  int64_t Mark(int64_t tag, int at) const {
    return (tag > 0 ? tag & kTagMask : 0) | int64_t{at + 1} << kStepShift |
           int64_t{number} << kNumberShift;
  }
};
static_assert(kStepsMax < Search::kRootStep);
static_assert(kJvmSitesMax < size_t{1}
                                 << (Search::kStepShift - JvmTag::kSizeBits - JvmTag::kRoundBits));

// What a thread has in its hands is no holder, when it is the object itself.
bool IsRoot(int32_t kind, int step) {
  if (kind == jvmti::kReferenceStackLocal || kind == jvmti::kReferenceNativeLocal) return step > 0;
  return kind >= jvmti::kReferenceNativeGlobal || kind == jvmti::kReferenceStaticField;
}

bool KeepsAlive(int32_t kind, const jvmti::ReferenceInfo* info, int64_t referrer_class_tag) {
  if (kind == jvmti::kReferenceArrayElement) return true;
  if (kind != jvmti::kReferenceField) return false;
  return referrer_class_tag != kWeakClass || info->index >= kReferenceFields;
}

void FoundRoot(Search& search, int32_t kind, int64_t* tag, int64_t* referrer_tag) {
  search.root = kind;
  search.root_step = search.step;
  int64_t* first = tag;
  if (kind == jvmti::kReferenceStaticField && referrer_tag != nullptr) {
    first = referrer_tag;  // the class
    ++search.root_step;
  }
  search.root_tag = *first = search.Mark(*first, Search::kRootStep);
}

// A reference to an object of this step: who refers is of the next. While the JVM stands still.
int32_t OnReference(int32_t kind, const jvmti::ReferenceInfo* info, int64_t,
                    int64_t referrer_class_tag, int64_t, int64_t* tag, int64_t* referrer_tag,
                    int32_t, void* user) {
  Search& search = *static_cast<Search*>(user);
  if (++search.references % kReferencesPerClock == 0 && NowSeconds() > search.end) {
    search.late = true;
    return jvmti::kVisitAbort;
  }
  if (search.root != 0 || !search.IsAt(*tag, search.step)) return jvmti::kVisitObjects;
  if (IsRoot(kind, search.step)) {
    FoundRoot(search, kind, tag, referrer_tag);
  } else if (referrer_tag != nullptr && !search.Seen(*referrer_tag) &&
             KeepsAlive(kind, info, referrer_class_tag)) {
    *referrer_tag = search.Mark(*referrer_tag, search.step + 1);
    search.grew = true;
  }
  return jvmti::kVisitObjects;
}

bool Walk(jvmti::Tools tools, Search& search) {
  jvmti::HeapCallbacks callbacks;
  callbacks.reference = &OnReference;
  search.grew = false;
  return Call(tools, jvmti::kFollowReferences, int32_t{0}, Handle{nullptr}, Handle{nullptr},
              &callbacks, static_cast<const void*>(&search)) == 0;
}

// From the objects to a root.
bool FindRoot(jvmti::Tools tools, Search& search) {
  for (search.step = 0; search.step < kStepsMax; ++search.step) {
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
  Descent(std::FILE* file, jvmti::Tools tools, jvmti::Native native, const Search& search)
      : file_(file), tools_(tools), native_(native), search_(search) {}

  // The object of this step that `holder` refers to; nullptr when there is none.
  Handle Step(Handle holder, bool of_class, int step) {
    step_ = step;
    const Handle type =
        of_class ? holder : Call<Handle>(native_, jvmti::kNativeGetObjectClass, holder);
    JvmText signature(tools_);
    char** const none = nullptr;
    Call(tools_, jvmti::kGetClassSignature, type, signature.Out(), none);
    if (!of_class && *signature.Or("?") == '[') {
      const Handle element = Element(holder);
      Print(signature.Or("?"), element != nullptr ? "[]" : "?");
      return element;
    }
    Handle held = nullptr;
    for (Handle part = type; part != nullptr && held == nullptr;
         part = Call<Handle>(native_, jvmti::kNativeGetSuperclass, part)) {
      held = InFields(holder, part, of_class, signature.Or("?"));
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

  bool IsNext(Handle object) {
    int64_t tag = 0;
    return object != nullptr && Call(tools_, jvmti::kGetTag, object, &tag) == 0 &&
           search_.IsAt(tag, step_);
  }

  Handle Element(Handle array) {
    const int32_t length = Call(native_, jvmti::kNativeGetArrayLength, array);
    for (int32_t i = 0; i < length && i < kElementsMax; ++i) {
      const Handle element = Call<Handle>(native_, jvmti::kNativeGetObjectArrayElement, array, i);
      if (IsNext(element)) return element;
      Call<void>(native_, jvmti::kNativeDeleteLocalRef, element);
    }
    return nullptr;
  }

  Handle InFields(Handle holder, Handle type, bool of_class, const char* holder_type) {
    int32_t count = 0;
    Field* fields = nullptr;
    if (Call(tools_, jvmti::kGetClassFields, type, &count, &fields) != 0) return nullptr;
    Handle held = nullptr;
    for (int32_t i = 0; i < count && held == nullptr; ++i) {
      held = InField(holder, type, fields[i], of_class, holder_type);
    }
    Call(tools_, jvmti::kDeallocate, reinterpret_cast<char*>(fields));
    return held;
  }

  Handle InField(Handle holder, Handle type, Field field, bool of_class, const char* holder_type) {
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
    if (!IsNext(value)) {
      Call<void>(native_, jvmti::kNativeDeleteLocalRef, value);
      return nullptr;
    }
    Print(holder_type, name.Or("?"));
    return value;
  }

  std::FILE* file_;
  jvmti::Tools tools_;
  jvmti::Native native_;
  const Search& search_;
  int step_ = 0;
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
                  int number, double seconds) {
  if (Call(native, jvmti::kNativePushLocalFrame, jvmti::kNativeHandlesMax) != 0) return;
  TagWeakClasses(tools, native);
  Search search{.site = site, .number = number, .end = NowSeconds() + seconds};
  if (FindRoot(tools, search)) {
    std::fprintf(file, "root\t%s\n", RootName(search.root));
    Descent descent(file, tools, native, search);
    Handle holder = ObjectWithTag(tools, search.root_tag);
    bool of_class = search.root == jvmti::kReferenceStaticField;
    for (int step = search.root_step - 1; holder != nullptr && step >= 0; --step) {
      holder = descent.Step(holder, of_class, step);
      of_class = false;
    }
  }
  Call(native, jvmti::kNativePopLocalFrame, Handle{nullptr});
}

}  // namespace seep
