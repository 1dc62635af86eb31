#include "runtime/go/build_info.h"

#include <charconv>
#include <cstdint>

#include "runtime/go/number_at.h"

namespace seep {
namespace {

constexpr std::string_view kMagic = "\xff Go buildinf:";
constexpr uint64_t kFlagsAt = 15;
constexpr char kInlineStrings = 2;  // since Go 1.18; before, the strings were pointed to
constexpr uint64_t kStringsAt = 32;
constexpr size_t kModuleMarkBytes = 16;  // in front of the modules and behind them
constexpr size_t kVersionBytesMax = 200;

std::string_view StringAt(std::string_view bytes, uint64_t& offset) {
  const uint64_t size = VarintAt(bytes, offset);
  if (size > bytes.size() - offset) return {};
  const std::string_view text = bytes.substr(offset, size);
  offset += size;
  return text;
}

// "mod\tPATH\tVERSION\t…" is a line of it.
std::string MainModule(std::string_view modules) {
  constexpr std::string_view kKey = "\nmod\t";
  if (modules.size() < 2 * kModuleMarkBytes) return {};
  modules.remove_prefix(kModuleMarkBytes);
  const size_t at = modules.find(kKey);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = modules.substr(at + kKey.size());
  return std::string(rest.substr(0, rest.find_first_of("\t\n")));
}

// The one string variable in .data that reads like a version.
std::string BuildVersion(const ElfSections& elf) {
  const ElfSection* data = elf.Find(".data");
  if (data == nullptr) return {};
  std::string_view found;
  for (uint64_t at = 0; at + 16 <= data->content.size(); at += 8) {
    const auto size = NumberAt<uint64_t>(data->content, at + 8);
    if (size < 5 || size > kVersionBytesMax) continue;
    const std::string_view text = elf.ContentAt(NumberAt<uint64_t>(data->content, at));
    if (text.size() < size) continue;
    const std::string_view version = text.substr(0, size);
    if (GoMinorVersion(version) == 0 || version == found) continue;
    if (!found.empty()) return {};
    found = version;
  }
  return std::string(found);
}

}  // namespace

std::optional<GoBuildInfo> ReadGoBuildInfo(const ElfSections& elf) {
  GoBuildInfo build;
  const ElfSection* section = elf.Find(".go.buildinfo");
  const bool inlined = section != nullptr && section->content.size() > kStringsAt &&
                       section->content.starts_with(kMagic) &&
                       (section->content[kFlagsAt] & kInlineStrings) != 0;
  if (inlined) {
    uint64_t offset = kStringsAt;
    build.version = StringAt(section->content, offset);
    build.main_module = MainModule(StringAt(section->content, offset));
    return build;
  }
  const bool lines =
      elf.Find(".gopclntab") != nullptr || elf.Find(".data.rel.ro.gopclntab") != nullptr;
  if (section == nullptr && !lines) return std::nullopt;
  if (section == nullptr) build.version = BuildVersion(elf);
  return build;
}

int GoMinorVersion(std::string_view version) {
  constexpr std::string_view kDevelopment = "devel ";
  constexpr std::string_view kGo = "go1.";
  if (version.starts_with(kDevelopment)) version.remove_prefix(kDevelopment.size());
  if (!version.starts_with(kGo)) return 0;
  version.remove_prefix(kGo.size());
  int minor = 0;
  std::from_chars(version.data(), version.data() + version.size(), minor);
  return minor;
}

}  // namespace seep
