// What libseep_heap.so brings into a process, and what it takes the place of.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <memory>
#include <set>
#include <sstream>

#include "heap/interpose/rig.h"

namespace seep::heap {
namespace {

std::vector<std::string> Lines(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::vector<std::string> lines;
  std::array<char, 512> line;
  while (fgets(line.data(), line.size(), pipe.get()) != nullptr) lines.emplace_back(line.data());
  return lines;
}

TEST(Library, NeedsLibcAlone) {
  std::vector<std::string> needed;
  for (const std::string& line : Lines("readelf -dW " + InterposerPath()))
    if (line.find("(NEEDED)") != std::string::npos) needed.push_back(line);
  if (needed.empty()) GTEST_SKIP() << "readelf is not installed";
  ASSERT_EQ(needed.size(), 1U);
  EXPECT_THAT(needed[0], testing::HasSubstr("[libc.so.6]"));
}

// The names in the first column of the tables: | `malloc`, `calloc` | … |
std::set<std::string> DocumentedEntries() {
  std::ifstream document(SEEP_HEAP_DOCUMENT);
  std::set<std::string> names;
  for (std::string line; std::getline(document, line);) {
    if (!line.starts_with("| `")) continue;
    std::istringstream cell(line.substr(0, line.find('|', 1)));
    std::string name;
    std::getline(cell, name, '`');
    while (std::getline(cell, name, '`')) {
      names.insert(name);
      std::getline(cell, name, '`');
    }
  }
  return names;
}

// "operator new(unsigned long, std::align_val_t)", or "malloc" as it is.
std::set<std::string> ExportedEntries() {
  std::set<std::string> names;
  for (const std::string& line : Lines("nm -D -C --defined-only " + InterposerPath())) {
    const size_t name = line.find(" T ");
    if (name == std::string::npos) continue;
    names.insert(line.substr(name + 3, line.find_last_not_of('\n') - name - 2));
  }
  return names;
}

TEST(Library, TakesThePlaceOfWhatItsDocumentListsAndOfNothingElse) {
  const std::set<std::string> exported = ExportedEntries();
  if (exported.empty()) GTEST_SKIP() << "nm is not installed";
  EXPECT_EQ(exported, DocumentedEntries());
}

}  // namespace
}  // namespace seep::heap
