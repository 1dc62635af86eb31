#pragma once
// Texts that the JVM makes for the agent.

#include <cstdio>

#include "runtime/jvm_agent/jvmti.h"

namespace seep {

// Given back at the end.
class JvmText {
 public:
  explicit JvmText(jvmti::Tools tools) : tools_(tools) {}
  ~JvmText() {
    if (text_ != nullptr) jvmti::Call(tools_, jvmti::kDeallocate, text_);
  }
  JvmText(const JvmText&) = delete;
  JvmText& operator=(const JvmText&) = delete;

  char** Out() { return &text_; }
  const char* Or(const char* other) const { return text_ != nullptr ? text_ : other; }

 private:
  jvmti::Tools tools_;
  char* text_ = nullptr;
};

// "java.lang.String" for "Ljava/lang/String;", "[Ljava.lang.String;" for an array of them.
inline void PrintJvmClass(std::FILE* file, const char* signature) {
  if (*signature == 'L') ++signature;
  const bool array = *signature == '[';
  for (; *signature != '\0' && (array || *signature != ';'); ++signature) {
    std::fputc(*signature == '/' ? '.' : *signature, file);
  }
}

}  // namespace seep
