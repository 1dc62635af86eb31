#pragma once
// Functions, files and lines of a Go program's code, from its section .gopclntab, which is there
// without symbols as well.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/go/elf_sections.h"
#include "runtime/go/target_memory.h"

namespace seep {

// Where parts of the program's module were loaded: fields of runtime.firstmoduledata.
struct GoModule {
  uint64_t text = 0;         // what entries of functions count from
  uint64_t inline_data = 0;  // gofunc: what funcdata counts from
};

struct GoMachineCode {
  uint64_t address = 0;
  std::string_view bytes;
};

struct GoFrame {
  std::string function;  // with its import path: "net/http.(*conn).serve"
  std::string file;
  int line = 0;
};

// A view into the program's file, which must outlive it. Source: debug/gosym/pclntab.go,
// runtime/symtab.go and runtime/symtabinl.go of Go 1.18 to 1.26.
class GoLineTable {
 public:
  // Nothing when the format is not that of Go 1.18 to 1.26.
  static std::optional<GoLineTable> Open(const ElfSections& elf);

  // Of the running program; nothing when there is none or more than one.
  std::optional<GoModule> FindModule(uint64_t load_bias, const TargetMemory& memory) const;

  // The machine code of a function, and where it is loaded; empty when there is none of that name.
  GoMachineCode CodeOf(std::string_view function, const GoModule& module, uint64_t load_bias) const;

  // The call that returns to this address, the innermost first: where functions were inlined, one
  // frame each. None when there is no function.
  std::vector<GoFrame> CallsBefore(uint64_t return_address, const GoModule& module,
                                   uint64_t load_bias) const;

 private:
  struct Function {
    uint64_t entry = 0;  // from the beginning of the text
    std::string_view record;
  };
  struct Inlined {
    uint64_t name = 0;         // where it is
    uint64_t call_offset = 0;  // of code that is at the line of the call
  };

  GoLineTable(const ElfSections& elf, const ElfSection& table, bool old);
  std::optional<Function> FindFunction(uint64_t offset) const;
  std::optional<int32_t> ValueAt(uint32_t table, const Function& function, uint64_t offset) const;
  std::optional<Inlined> InlinedAt(const Function& function, uint64_t offset,
                                   uint64_t inline_data) const;
  GoFrame FrameAt(const Function& function, uint64_t offset, uint64_t name) const;
  std::string_view Part(uint64_t header_field) const;

  const ElfSections* elf_;
  uint64_t address_;  // of the section, as linked
  std::string_view bytes_;
  bool old_;  // of Go 1.18 and 1.19
  std::string_view names_;
  std::string_view units_;
  std::string_view files_;
  std::string_view values_;
  std::string_view functions_;
};

}  // namespace seep
