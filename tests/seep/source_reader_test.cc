#include "seep/source_reader.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace seep {
namespace {

namespace fs = std::filesystem;

class ASourceReader : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) / ("sources-" + std::to_string(::getpid()));
    fs::create_directories(folder_ / "root/src");
    Write("root/src/a.cc", "one\ntwo\n");
    Write("secret", "password\n");
  }
  void TearDown() override { fs::remove_all(folder_); }

  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
  }
  std::string Line(const std::string& file, int line) const {
    return SourcesBelow((folder_ / "root").string())(file, line);
  }

  fs::path folder_;
};

TEST_F(ASourceReader, ReadsLinesHoweverTheFileIsNamed) {
  EXPECT_EQ(Line("src/a.cc", 1), "one");
  EXPECT_EQ(Line("../../src/a.cc", 2), "two");
  EXPECT_EQ(Line((folder_ / "root/src/a.cc").string(), 2), "two");
  EXPECT_EQ(Line("file://" + (folder_ / "root/src/a.cc").string(), 2), "two");
}

TEST_F(ASourceReader, HasNothingOfWhatIsNotThere) {
  EXPECT_EQ(Line("src/a.cc", 3), "");
  EXPECT_EQ(Line("src/a.cc", 0), "");
  EXPECT_EQ(Line("src/b.cc", 1), "");
  EXPECT_EQ(Line("src", 1), "");
  EXPECT_EQ(Line("", 1), "");
}

TEST_F(ASourceReader, ReadsNothingOutsideOfItsFolder) {
  EXPECT_EQ(Line((folder_ / "secret").string(), 1), "");
  EXPECT_EQ(Line("src/../../secret", 1), "");
  fs::create_symlink(folder_ / "secret", folder_ / "root/link");
  EXPECT_EQ(Line("link", 1), "");
  fs::create_directory(folder_ / "root2");
  Write("root2/a", "other\n");
  EXPECT_EQ(Line((folder_ / "root2/a").string(), 1), "");
}

}  // namespace
}  // namespace seep
