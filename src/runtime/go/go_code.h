#pragma once
// Functions, files and lines of a running Go program, and whose code they are.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "runtime/go/code_owner.h"
#include "runtime/go/go_process.h"
#include "runtime/go/go_program.h"
#include "runtime/go/line_table.h"

namespace seep {

struct GoCall {
  GoFrame frame;
  GoCodeOwner owner = GoCodeOwner::kGo;
};

class GoCode {
 public:
  // Error kUnsupported or kExited, fault kEnvironment: one line that says why lines cannot be told.
  [[nodiscard]] static Result<std::unique_ptr<GoCode>> Open(const GoProcess& go);
  GoCode(const GoCode&) = delete;
  GoCode& operator=(const GoCode&) = delete;

  // The calls that return to these addresses, the innermost first. Go's profiles have an address
  // for each function that was inlined (runtime.Callers); return addresses on a stack do not.
  std::vector<GoCall> CallsOfProfile(std::span<const uint64_t> addresses) const;
  std::vector<GoCall> CallsOfStack(std::span<const uint64_t> addresses) const;

  // Where runtime.mbuckets is found without symbols; see FindProfileBuckets.
  const ElfSections& Elf() const { return program_->Elf(); }
  uint64_t LoadBias() const { return load_bias_; }

 private:
  GoCode(std::unique_ptr<GoProgram> program, const GoLineTable& lines, const GoModule& module,
         uint64_t load_bias);
  void Append(std::vector<GoCall>& calls, GoFrame frame) const;

  std::unique_ptr<GoProgram> program_;
  GoLineTable lines_;
  GoModule module_;
  uint64_t load_bias_;
};

// "cannot tell the lines of server (pid 12): WHY".
Error CannotTellLines(const GoProcess& go, ErrorKind kind, const std::string& why);

}  // namespace seep
