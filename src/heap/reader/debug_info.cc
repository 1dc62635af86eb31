#include "heap/reader/debug_info.h"

#include <dwarf.h>
#include <elfutils/libdwfl.h>
#include <fmt/format.h>
#include <link.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <utility>

#include "heap/reader/demangle.h"
#include "heap/reader/die_name.h"
#include "heap/reader/scope_finder.h"

namespace seep {

struct DebugInfo::Session {
  char* debug_folders = nullptr;  // of libdwfl's type; it does not write to it
  Dwfl_Callbacks callbacks{};
  Dwfl* dwfl = nullptr;
  Dwfl_Module* module = nullptr;

  Session() = default;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() { dwfl_end(dwfl); }
};

namespace {

std::string Normal(const char* path) {
  return path == nullptr ? std::string() : std::filesystem::path(path).lexically_normal().string();
}

template <class T>
bool ReadAt(int fd, uint64_t offset, T& value) {
  return ::pread(fd, &value, sizeof value, static_cast<off_t>(offset)) ==
         static_cast<ssize_t>(sizeof value);
}

int IntegerOf(Dwarf_Die die, unsigned attribute) {
  Dwarf_Attribute value;
  Dwarf_Word number = 0;
  if (dwarf_formudata(dwarf_attr(&die, attribute, &value), &number) != 0) return 0;
  return static_cast<int>(number);
}

// Where the inlined function is called from.
void MoveToCall(Dwarf_Die inlined, SourceFrame& place) {
  place.file.clear();
  place.line = IntegerOf(inlined, DW_AT_call_line);
  Dwarf_Die unit;
  Dwarf_Files* files = nullptr;
  size_t count = 0;
  const auto index = static_cast<size_t>(IntegerOf(inlined, DW_AT_call_file));
  if (dwarf_diecu(&inlined, &unit, nullptr, nullptr) == nullptr ||
      dwarf_getsrcfiles(&unit, &files, &count) != 0 || index >= count) {
    return;
  }
  place.file = Normal(dwarf_filesrc(files, index, nullptr, nullptr));
}

void MoveToLine(Dwarf_Die unit, Dwarf_Addr pc, SourceFrame& place) {
  Dwarf_Line* line = dwarf_getsrc_die(&unit, pc);
  if (line == nullptr) return;
  place.file = Normal(dwarf_linesrc(line, nullptr, nullptr));
  if (dwarf_lineno(line, &place.line) != 0) place.line = 0;
}

}  // namespace

DebugInfo::DebugInfo(std::unique_ptr<Session> session) : session_(std::move(session)) {}
DebugInfo::~DebugInfo() = default;

std::unique_ptr<DebugInfo> DebugInfo::Open(UniqueFd file, const std::string& path,
                                           const char* debug_folders) {
  if (!file) return nullptr;
  std::vector<Segment> segments = LoadedSegments(file.get());
  auto session = std::make_unique<Session>();
  session->debug_folders = const_cast<char*>(debug_folders);
  session->callbacks.find_elf = dwfl_build_id_find_elf;
  session->callbacks.find_debuginfo = dwfl_standard_find_debuginfo;
  session->callbacks.section_address = dwfl_offline_section_address;
  session->callbacks.debuginfo_path = &session->debug_folders;
  session->dwfl = dwfl_begin(&session->callbacks);
  if (session->dwfl == nullptr) return nullptr;
  session->module = dwfl_report_offline(session->dwfl, path.c_str(), path.c_str(), file.get());
  if (session->module == nullptr) return nullptr;
  file.Release();  // libdwfl's from here on
  dwfl_report_end(session->dwfl, nullptr, nullptr);

  std::unique_ptr<DebugInfo> info(new DebugInfo(std::move(session)));
  info->segments_ = std::move(segments);
  Dwfl_Module* module = info->session_->module;
  if (dwfl_module_getelf(module, &info->elf_bias_) == nullptr) return nullptr;
  const unsigned char* id = nullptr;
  GElf_Addr id_address = 0;
  const int id_bytes = dwfl_module_build_id(module, &id, &id_address);
  for (int i = 0; i < id_bytes; ++i) info->build_id_ += fmt::format("{:02x}", id[i]);
  if (Dwarf* dwarf = dwfl_module_getdwarf(module, &info->dwarf_bias_)) {
    info->finder_ = std::make_unique<ScopeFinder>(dwarf);
  }
  return info;
}

std::vector<DebugInfo::Segment> DebugInfo::LoadedSegments(int fd) {
  std::vector<Segment> segments;
  ElfW(Ehdr) head{};
  if (!ReadAt(fd, 0, head) || std::memcmp(head.e_ident, ELFMAG, SELFMAG) != 0) return segments;
  for (unsigned i = 0; i < head.e_phnum; ++i) {
    ElfW(Phdr) program{};
    if (!ReadAt(fd, head.e_phoff + uint64_t{i} * head.e_phentsize, program)) break;
    if (program.p_type != PT_LOAD) continue;
    segments.push_back({program.p_offset, program.p_filesz, program.p_vaddr});
  }
  return segments;
}

std::optional<uint64_t> DebugInfo::AddressOf(uint64_t file_offset) const {
  for (const Segment& segment : segments_) {
    if (file_offset >= segment.offset && file_offset - segment.offset < segment.bytes) {
      return file_offset - segment.offset + segment.address + elf_bias_;
    }
  }
  return std::nullopt;
}

std::string DebugInfo::SymbolAt(uint64_t address) const {
  GElf_Off offset = 0;
  GElf_Sym symbol{};
  const char* name =
      dwfl_module_addrinfo(session_->module, address, &offset, &symbol, nullptr, nullptr, nullptr);
  // libdwfl gives the nearest symbol before the address. In a stripped file that may be any
  // function.
  const bool inside = offset < symbol.st_size || symbol.st_size == 0;
  return name != nullptr && inside ? name : "";
}

std::vector<SourceFrame> DebugInfo::FromDwarf(uint64_t address) {
  std::vector<SourceFrame> frames;
  if (!finder_) return frames;
  const Dwarf_Addr pc = address - dwarf_bias_;
  const auto scopes = finder_->At(pc);
  if (!scopes) return frames;
  SourceFrame frame;
  MoveToLine(scopes->unit, pc, frame);
  for (size_t i = scopes->path.size(); i-- > 0;) {
    Dwarf_Die die = scopes->path[i];
    const int tag = dwarf_tag(&die);
    frame.inlined = tag == DW_TAG_inlined_subroutine;
    if (!frame.inlined && tag != DW_TAG_subprogram) continue;
    DieName name = NameOf(die);
    frame.function = std::move(name.function);
    frame.linkage_name = std::move(name.linkage_name);
    frames.push_back(frame);
    if (!frame.inlined) break;
    MoveToCall(die, frame);
  }
  if (frames.empty()) frames.push_back(frame);
  return frames;
}

std::vector<SourceFrame> DebugInfo::At(uint64_t file_offset) {
  const auto address = AddressOf(file_offset);
  if (!address) return {};
  std::vector<SourceFrame> frames = FromDwarf(*address);
  if (!frames.empty() && !frames.back().linkage_name.empty()) return frames;
  // DWARF has no name for assembly language, and no linkage name for what is local to a file.
  const std::string symbol = SymbolAt(*address);
  if (symbol.empty()) return frames;
  if (frames.empty()) frames.emplace_back();
  SourceFrame& function = frames.back();
  std::string name = Demangle(symbol);
  if (name != symbol) {
    function.linkage_name = symbol;
    function.function = std::move(name);
  } else if (function.function.empty()) {
    function.function = symbol;
  }
  return frames;
}

}  // namespace seep
