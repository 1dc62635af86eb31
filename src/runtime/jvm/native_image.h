#pragma once
// GraalVM's native-image compiles Java to a program without a JVM.

#include <string_view>

namespace seep {

// Whether this ELF file (64 bits) has the section .svm_heap, which is where such a program has the
// objects that it starts with.
bool IsNativeImage(std::string_view elf);

}  // namespace seep
