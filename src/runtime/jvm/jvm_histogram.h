#pragma once
// What the JVM's command GC.class_histogram prints, as numbers by class.
//
//    num     #instances         #bytes  class name (module)
//   -------------------------------------------------------
//      1:          7586         349312  [B (java.base@17.0.15)
//      2:          2000          48000  Leaky$Visit
//   Total         32311        1450352
//
// Before JDK 9, and for classes of no named module, there is no module.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace seep {

struct JvmClass {
  int64_t instances = 0;
  int64_t bytes = 0;  // of the instances alone, not of what they refer to
};

// By name as Java writes it: "byte[]", "java.lang.String", "Leaky$Visit". Classes of one name from
// several loaders are one here.
using JvmClasses = std::map<std::string, JvmClass, std::less<>>;

struct JvmHistogram {
  JvmClasses classes;
  int64_t instances = 0;
  int64_t bytes = 0;
};

// Nothing when it is no histogram, or not all of it: the last line counts the whole. Objects that
// only fill gaps between others (jdk.internal.vm.Filler*, JDK 19 and later) are left out.
std::optional<JvmHistogram> ParseJvmHistogram(std::string_view text);

// "byte[]" for "[B", "java.lang.String[][]" for "[[Ljava.lang.String;"; others as they are.
std::string JavaName(std::string_view name);

// What `after` has more, or less, of than `before`, where it has.
JvmClasses GrowthByClass(const JvmClasses& before, const JvmClasses& after);

}  // namespace seep
