#include "runtime/go/line_table.h"

#include <algorithm>

#include "runtime/go/number_at.h"
#include "runtime/go/section_search.h"

namespace seep {
namespace {

constexpr uint32_t kMagicOld = 0xfffffff0;  // Go 1.18 and 1.19
constexpr uint32_t kMagic = 0xfffffff1;     // since Go 1.20

// pcHeader
constexpr uint64_t kQuantumAt = 6;
constexpr uint64_t kPointerBytesAt = 7;
constexpr uint64_t kFunctionCountAt = 8;
constexpr uint64_t kNamesAt = 32;
constexpr uint64_t kUnitsAt = 40;
constexpr uint64_t kFilesAt = 48;
constexpr uint64_t kValuesAt = 56;
constexpr uint64_t kFunctionsAt = 64;

// moduledata
constexpr uint64_t kMinPcAt = 160;
constexpr uint64_t kMaxPcAt = 168;
constexpr uint64_t kTextAt = 176;
constexpr uint64_t kInlineDataAtOld = 304;
constexpr uint64_t kInlineDataAt = 320;

// _func. Behind it are the pcdata, behind these the funcdata, 4 bytes each.
constexpr uint64_t kNameAt = 4;
constexpr uint64_t kFileValuesAt = 20;
constexpr uint64_t kLineValuesAt = 24;
constexpr uint64_t kPcdataCountAt = 28;
constexpr uint64_t kUnitAt = 32;
constexpr uint64_t kRecordBytesOld = 40;
constexpr uint64_t kRecordBytes = 44;
constexpr uint64_t kPcdataInlining = 2;    // PCDATA_InlTreeIndex
constexpr uint64_t kFuncdataInlining = 3;  // FUNCDATA_InlTree
constexpr uint32_t kNone = 0xffffffff;

// inlinedCall
constexpr uint64_t kInlinedBytesOld = 20;
constexpr uint64_t kInlinedBytes = 16;
constexpr uint64_t kInlinedNameAtOld = 12;  // behind it is parentPc
constexpr uint64_t kInlinedNameAt = 4;
constexpr int kInlinedMax = 100;  // into each other

std::string_view TextAt(std::string_view bytes, uint64_t offset) {
  if (offset >= bytes.size()) return {};
  const std::string_view rest = bytes.substr(offset);
  return rest.substr(0, rest.find('\0'));
}

// The linker writes dots in the last element of an import path, and what is no letter, as %2e.
std::string Unescaped(std::string_view name) {
  constexpr std::string_view kDot = "%2e";
  std::string text(name);
  for (size_t at = text.find(kDot); at != std::string::npos; at = text.find(kDot, at)) {
    text.replace(at, kDot.size(), ".");
  }
  return text;
}

const ElfSection* FindTable(const ElfSections& elf) {
  const ElfSection* table = elf.Find(".gopclntab");
  return table != nullptr ? table : elf.Find(".data.rel.ro.gopclntab");
}

}  // namespace

std::optional<GoLineTable> GoLineTable::Open(const ElfSections& elf) {
  const ElfSection* table = FindTable(elf);
  if (table == nullptr) return std::nullopt;
  const auto magic = NumberAt<uint32_t>(table->content, 0);
  const bool known = magic == kMagicOld || magic == kMagic;
  if (!known || NumberAt<uint8_t>(table->content, kPointerBytesAt) != sizeof(uint64_t)) {
    return std::nullopt;
  }
  return GoLineTable(elf, *table, magic == kMagicOld);
}

GoLineTable::GoLineTable(const ElfSections& elf, const ElfSection& table, bool old)
    : elf_(&elf), address_(table.address), bytes_(table.content), old_(old) {
  names_ = Part(kNamesAt);
  units_ = Part(kUnitsAt);
  files_ = Part(kFilesAt);
  values_ = Part(kValuesAt);
  functions_ = Part(kFunctionsAt);
}

// A field of the header says where a part of the table begins.
std::string_view GoLineTable::Part(uint64_t header_field) const {
  const auto offset = NumberAt<uint64_t>(bytes_, header_field);
  return offset < bytes_.size() ? bytes_.substr(offset) : std::string_view();
}

std::optional<GoModule> GoLineTable::FindModule(uint64_t load_bias,
                                                const TargetMemory& memory) const {
  const uint64_t inline_data_at = old_ ? kInlineDataAtOld : kInlineDataAt;
  GoModule module;
  const auto is = [&](std::string_view bytes) {
    const auto text = NumberAt<uint64_t>(bytes, kTextAt);
    const auto begin = NumberAt<uint64_t>(bytes, kMinPcAt);
    const bool found = NumberAt<uint64_t>(bytes, 0) == address_ + load_bias && text != 0 &&
                       text <= begin && begin < NumberAt<uint64_t>(bytes, kMaxPcAt);
    if (found) module = {text, NumberAt<uint64_t>(bytes, inline_data_at)};
    return found;
  };
  for (const char* section : {".noptrdata", ".go.module", ".data"}) {
    if (FindInMemory(elf_->Find(section), load_bias, memory, is)) return module;
  }
  return std::nullopt;
}

// The last whose entry is not behind the offset. Pairs of an entry and where its record is, sorted.
std::optional<GoLineTable::Function> GoLineTable::FindFunction(uint64_t offset) const {
  const auto entry = [&](uint64_t i) { return NumberAt<uint32_t>(functions_, i * 8); };
  uint64_t low = 0;
  uint64_t high =
      std::min<uint64_t>(NumberAt<uint64_t>(bytes_, kFunctionCountAt), functions_.size() / 8);
  if (high == 0 || offset < entry(0) || offset >= entry(high)) return std::nullopt;
  while (high - low > 1) {
    const uint64_t middle = low + (high - low) / 2;
    (entry(middle) <= offset ? low : high) = middle;
  }
  const auto record = NumberAt<uint32_t>(functions_, low * 8 + 4);
  if (record >= functions_.size()) return std::nullopt;
  return Function{entry(low), functions_.substr(record)};
}

GoMachineCode GoLineTable::CodeOf(std::string_view function, const GoModule& module,
                                  uint64_t load_bias) const {
  const uint64_t count =
      std::min<uint64_t>(NumberAt<uint64_t>(bytes_, kFunctionCountAt), functions_.size() / 8);
  for (uint64_t i = 0; i < count; ++i) {
    const auto record = NumberAt<uint32_t>(functions_, i * 8 + 4);
    const auto name = NumberAt<uint32_t>(functions_, record + kNameAt);
    if (TextAt(names_, name) != function) continue;
    const auto begin = NumberAt<uint32_t>(functions_, i * 8);
    const auto end = NumberAt<uint32_t>(functions_, (i + 1) * 8);
    const std::string_view rest = elf_->ContentAt(module.text - load_bias + begin);
    return {module.text + begin, rest.substr(0, end > begin ? end - begin : 0)};
  }
  return {};
}

// Of a table of values by address: pairs of how much the value changes, and for how many bytes of
// code it then holds.
std::optional<int32_t> GoLineTable::ValueAt(uint32_t table, const Function& function,
                                            uint64_t offset) const {
  if (table == 0) return std::nullopt;
  const uint64_t quantum = NumberAt<uint8_t>(bytes_, kQuantumAt);
  uint64_t at = table;
  uint64_t end = function.entry;
  uint32_t value = kNone;  // -1; counts modulo 2^32
  while (at < values_.size()) {
    const auto change = static_cast<uint32_t>(VarintAt(values_, at));
    if (change == 0 && end != function.entry) break;
    value += (change & 1) != 0 ? ~(change >> 1) : change >> 1;
    end += VarintAt(values_, at) * quantum;
    if (offset < end) return static_cast<int32_t>(value);
  }
  return std::nullopt;
}

// The innermost function that was inlined at this place.
std::optional<GoLineTable::Inlined> GoLineTable::InlinedAt(const Function& function,
                                                           uint64_t offset,
                                                           uint64_t inline_data) const {
  const uint64_t record_bytes = old_ ? kRecordBytesOld : kRecordBytes;
  const auto pcdata_count = NumberAt<uint32_t>(function.record, kPcdataCountAt);
  const auto funcdata_count = NumberAt<uint8_t>(function.record, record_bytes - 1);
  if (pcdata_count <= kPcdataInlining || funcdata_count <= kFuncdataInlining) return std::nullopt;
  const auto field = [&](uint64_t i) {
    return NumberAt<uint32_t>(function.record, record_bytes + i * sizeof(uint32_t));
  };
  const auto index = ValueAt(field(kPcdataInlining), function, offset);
  const uint32_t tree = field(pcdata_count + kFuncdataInlining);
  if (!index || *index < 0 || tree == kNone) return std::nullopt;
  const uint64_t call = static_cast<uint64_t>(*index) * (old_ ? kInlinedBytesOld : kInlinedBytes);
  const std::string_view content =
      elf_->ContentAt(inline_data + tree + call + (old_ ? kInlinedNameAtOld : kInlinedNameAt));
  if (content.empty()) return std::nullopt;
  return Inlined{.name = NumberAt<uint32_t>(content, 0),
                 .call_offset = function.entry + NumberAt<uint32_t>(content, sizeof(uint32_t))};
}

GoFrame GoLineTable::FrameAt(const Function& function, uint64_t offset, uint64_t name) const {
  const std::string_view record = function.record;
  GoFrame frame;
  frame.function = Unescaped(TextAt(names_, name));
  frame.line = ValueAt(NumberAt<uint32_t>(record, kLineValuesAt), function, offset).value_or(0);
  const auto file = ValueAt(NumberAt<uint32_t>(record, kFileValuesAt), function, offset);
  if (file && *file >= 0) {
    const uint64_t entry = NumberAt<uint32_t>(record, kUnitAt) + static_cast<uint64_t>(*file);
    const auto at = NumberAt<uint32_t>(units_, entry * sizeof(uint32_t));
    if (at != kNone) frame.file = TextAt(files_, at);
  }
  return frame;
}

std::vector<GoFrame> GoLineTable::CallsBefore(uint64_t return_address, const GoModule& module,
                                              uint64_t load_bias) const {
  std::vector<GoFrame> frames;
  if (return_address <= module.text) return frames;
  uint64_t offset = return_address - module.text - 1;  // inside of the call
  const auto function = FindFunction(offset);
  if (!function) return frames;
  for (int depth = 0; depth < kInlinedMax; ++depth) {
    const auto inlined = InlinedAt(*function, offset, module.inline_data - load_bias);
    if (!inlined) break;
    frames.push_back(FrameAt(*function, offset, inlined->name));
    offset = inlined->call_offset;
  }
  frames.push_back(FrameAt(*function, offset, NumberAt<uint32_t>(function->record, kNameAt)));
  return frames;
}

}  // namespace seep
