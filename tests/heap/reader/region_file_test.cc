#include "heap/reader/region_file.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>

#include "heap/reader/fake_target.h"
#include "heap/reader/temporary_folder.h"

namespace seep {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

// Not in /dev/shm: a container has little room there.
std::vector<std::string> Folders() { return {::testing::TempDir()}; }

uint64_t AllocatedBytes(const std::string& path) {
  struct stat info {};
  EXPECT_EQ(::stat(path.c_str(), &info), 0);
  return static_cast<uint64_t>(info.st_blocks) * 512;
}

TEST(RegionFile, IsThereForItsTargetsAndGoneAfterwards) {
  TemporaryFolder folder;
  std::string path;
  {
    const auto file = RegionFile::Create(std::vector{folder.Path()});
    ASSERT_TRUE(file) << file.error().message;
    path = (*file)->Path();
    EXPECT_THAT(path, StartsWith(folder.Path() + "/"));
    struct stat info {};
    ASSERT_EQ(::stat(path.c_str(), &info), 0);
    // A server that root starts may change its user before it opens the file.
    EXPECT_EQ(info.st_mode & 0777, ::geteuid() == 0 ? 0666u : 0600u);
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(RegionFile, BeginsAsAValidEmptyRegion) {
  const auto file = RegionFile::Create(Folders());
  ASSERT_TRUE(file);
  FakeTarget target((*file)->Path());
  EXPECT_EQ(target.Region().magic, heap::kMagic);
  EXPECT_EQ(target.Region().version, heap::kVersion);
  EXPECT_EQ(target.Region().bytes, sizeof(heap::Region));
  EXPECT_EQ(target.Region().owners[heap::kSlots - 1].load(), 0u);
}

TEST(RegionFile, HasAllItsPagesBeforeAnyoneWrites) {
  const auto file = RegionFile::Create(Folders());
  ASSERT_TRUE(file);
  EXPECT_GE(AllocatedBytes((*file)->Path()), heap::kTablesOffset);
  ASSERT_EQ((*file)->MakeTables(2).value_or(0), 2u);
  EXPECT_GE(AllocatedBytes((*file)->Path()), heap::kTablesOffset + 2 * sizeof(heap::SiteTable));
}

TEST(RegionFile, ShowsThePathThatTheKernelShows) {
  TemporaryFolder folder;
  const std::string real = folder.Path() + "/real";
  std::filesystem::create_directory(real);
  std::filesystem::create_directory_symlink(real, folder.Path() + "/link");
  const auto file = RegionFile::Create(std::vector{folder.Path() + "/link"});
  ASSERT_TRUE(file);
  EXPECT_THAT((*file)->Path(), StartsWith(std::filesystem::canonical(real).string() + "/"));
}

TEST(RegionFile, GoesToTheNextFolderWhenTheFirstWillNotDo) {
  const auto file =
      RegionFile::Create(std::vector<std::string>{"/no/such/folder", ::testing::TempDir()});
  ASSERT_TRUE(file);
  EXPECT_THAT((*file)->Path(),
              StartsWith(std::filesystem::canonical(::testing::TempDir()).string()));
}

TEST(RegionFile, SaysWhereItCouldNotBeMade) {
  const auto file = RegionFile::Create(std::vector<std::string>{"/no/such/folder"});
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().kind, ErrorKind::kIo);
  EXPECT_EQ(file.error().fault, Fault::kEnvironment);
  EXPECT_EQ(file.error().sys_errno, ENOENT);
  EXPECT_THAT(file.error().message, HasSubstr("/no/such/folder"));
}

TEST(RegionFile, MakesEmptyTablesEachTime) {
  const auto file = RegionFile::Create(Folders());
  ASSERT_TRUE(file);
  ASSERT_EQ((*file)->MakeTables(2).value_or(0), 2u);
  FakeTarget target((*file)->Path());
  target.Table(1).blocks[heap::kBlocks - 1].address.store(7);
  ASSERT_EQ((*file)->MakeTables(2).value_or(0), 2u);
  EXPECT_EQ((*file)->Table(1).blocks[heap::kBlocks - 1].address.load(), 0u);
}

TEST(RegionFile, GivesTablesBackAndCanStillBeWrittenTo) {
  const auto file = RegionFile::Create(Folders());
  ASSERT_TRUE(file);
  ASSERT_EQ((*file)->MakeTables(3).value_or(0), 3u);
  FakeTarget target((*file)->Path());
  (*file)->DropTables();
  EXPECT_EQ((*file)->Tables(), 0u);
  EXPECT_LT(AllocatedBytes((*file)->Path()), heap::kTablesOffset + sizeof(heap::SiteTable));
  target.Table(2).blocks[0].address.store(7);  // a late target: no SIGBUS
  EXPECT_EQ(target.Table(2).blocks[0].address.load(), 7u);
}

TEST(RegionFile, HasAtMostAsManyTablesAsTheFormat) {
  const auto file = RegionFile::Create(Folders());
  ASSERT_TRUE(file);
  const auto tables = (*file)->MakeTables(100'000);
  ASSERT_TRUE(tables);
  EXPECT_GE(*tables, 1u);
  EXPECT_LE(*tables, heap::kTables);
}

// RLIMIT_FSIZE stands for a file system without room.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(size_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, before_.rlim_max};
    EXPECT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int);
};

TEST(RegionFile, MakesFewerTablesWhereThereIsLittleRoom) {
  const auto file = RegionFile::Create(Folders());
  ASSERT_TRUE(file);
  const FileSizeLimit limit(heap::kTablesOffset + 2 * sizeof(heap::SiteTable));
  const auto tables = (*file)->MakeTables(5);
  ASSERT_TRUE(tables);
  EXPECT_EQ(*tables, 2u);
}

TEST(RegionFile, FailsWhereThereIsRoomForNoTable) {
  const auto file = RegionFile::Create(Folders());
  ASSERT_TRUE(file);
  const FileSizeLimit limit(heap::kTablesOffset);
  const auto tables = (*file)->MakeTables(5);
  ASSERT_FALSE(tables);
  EXPECT_EQ(tables.error().kind, ErrorKind::kIo);
  EXPECT_EQ((*file)->Tables(), 0u);
}

}  // namespace
}  // namespace seep
