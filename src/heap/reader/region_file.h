#pragma once
// The file of the memory shared with the target (heap/format/region.h).

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/fd.h"
#include "heap/format/region.h"

namespace seep {

// The file exists, and is mapped, as long as this does. Only its user may open it. Every page that
// is to be written is allocated (fallocate(2)), so that writing never fails for want of room.
class RegionFile {
 public:
  // In the first of the folders that has room. Errors: kIo, fault kEnvironment, about the last.
  [[nodiscard]] static Result<std::unique_ptr<RegionFile>> Create(
      std::span<const std::string> folders);
  RegionFile(std::string path, UniqueFd file, void* memory);
  ~RegionFile();
  RegionFile(const RegionFile&) = delete;
  RegionFile& operator=(const RegionFile&) = delete;

  const std::string& Path() const { return path_; }
  heap::Region& Header() { return *region_; }

  // Makes empty tables: as many as wanted, or fewer where there is little room, since the target
  // may need the room itself. Returns how many. Errors: kIo, when there is room for none.
  [[nodiscard]] Result<size_t> MakeTables(size_t wanted);
  // Gives their memory back. The file keeps its length: a target that still writes into a table
  // must not die of it.
  void DropTables();
  size_t Tables() const { return tables_; }
  heap::SiteTable& Table(size_t index);  // index < Tables()

 private:
  std::string path_;
  UniqueFd file_;
  heap::Region* region_;
  size_t tables_ = 0;
};

// Where to make it: /dev/shm, $TMPDIR, /tmp.
std::vector<std::string> RegionFolders();

}  // namespace seep
