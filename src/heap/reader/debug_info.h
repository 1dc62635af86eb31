#pragma once
// Functions, files and lines of one ELF file, from its DWARF or, without it, its symbol table.

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/fd.h"

struct Dwfl;
struct Dwfl_Module;

namespace seep {

class ScopeFinder;

// One function at an address.
struct SourceFrame {
  std::string function;      // for people; empty if unknown
  std::string linkage_name;  // as the linker has it; empty if unknown or the same
  std::string file;          // of the source; empty if unknown
  int line = 0;              // 0: unknown
  bool inlined = false;      // into the frame after it
};

// One thread at a time.
class DebugInfo {
 public:
  // Nothing if the file is not one that libdwfl can read. `path` is where it stands, for
  // .gnu_debuglink. Separate debug files are looked for as by GDB: by build-id below
  // /usr/lib/debug/.build-id, by .gnu_debuglink beside the file and below /usr/lib/debug; then
  // at the servers in $DEBUGINFOD_URLS, if it is set. Another `debug_folders`, as libdwfl's
  // debuginfo_path ("folder:folder"), is for tests; it outlives the object.
  static std::unique_ptr<DebugInfo> Open(UniqueFd file, const std::string& path,
                                         const char* debug_folders = nullptr);
  ~DebugInfo();
  DebugInfo(const DebugInfo&) = delete;
  DebugInfo& operator=(const DebugInfo&) = delete;

  const std::string& BuildId() const { return build_id_; }  // lowercase hexadecimal, or empty

  // The function at this offset in the file, preceded by those inlined there, innermost first: each
  // with the line it has come to. Empty if nothing is known.
  std::vector<SourceFrame> At(uint64_t file_offset);

 private:
  struct Segment {
    uint64_t offset = 0;  // in the file
    uint64_t bytes = 0;
    uint64_t address = 0;  // virtual
  };
  struct Session;  // libdwfl's

  explicit DebugInfo(std::unique_ptr<Session> session);
  static std::vector<Segment> LoadedSegments(int fd);
  std::optional<uint64_t> AddressOf(uint64_t file_offset) const;
  std::string SymbolAt(uint64_t address) const;  // libdwfl's address; as the linker has it
  std::vector<SourceFrame> FromDwarf(uint64_t address);

  std::unique_ptr<Session> session_;
  std::unique_ptr<ScopeFinder> finder_;
  uint64_t dwarf_bias_ = 0;  // libdwfl's address - DWARF's
  uint64_t elf_bias_ = 0;    // libdwfl's address - the file's virtual address
  std::vector<Segment> segments_;
  std::string build_id_;
};

}  // namespace seep
