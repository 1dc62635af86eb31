#include "runtime/jvm/jvm_process.h"

#include <elf.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <string>

#include "runtime/jvm/native_image.h"

namespace seep {
namespace {

using std::string_literals::operator""s;

TEST(JvmInMaps, KnowsTheLibrary) {
  EXPECT_EQ(JvmInMaps("7f2113e00000-7f2114051000 r--p 00000000 fe:00 318057     "
                      "/usr/lib/jvm/java-17-openjdk-amd64/lib/server/libjvm.so\n"),
            JvmKind::kHotSpot);
  EXPECT_EQ(JvmInMaps("7f21-7f22 r--p 00000000 fe:00 1 /opt/semeru/lib/default/libjvm.so\n"
                      "7f23-7f24 r--p 00000000 fe:00 2 /opt/semeru/lib/default/libj9vm29.so\n"),
            JvmKind::kOpenJ9);
  EXPECT_EQ(JvmInMaps("7f21-7f22 r-xp 00000000 fe:00 3 /usr/lib/libjvmti_agent.so\n"),
            JvmKind::kNone);
  EXPECT_EQ(JvmInMaps(""), JvmKind::kNone);
}

std::string Status(const char* caught) {
  return "Name:\tjava\nPid:\t512\nUid:\t1000\t1001\t1002\t1003\nNSpid:\t512\t7\nSigCgt:\t"s +
         caught + "\nThreads:\t9\n";
}

TEST(ParseJvmStatus, ReadsThePidInsideAndTheUserAndTheHandler) {
  const auto status = ParseJvmStatus(Status("2000000101005ccd"));
  ASSERT_TRUE(status);
  EXPECT_EQ(status->inside, 7);
  EXPECT_EQ(status->user, 1001u);
  EXPECT_TRUE(status->catches_quit);
}

TEST(ParseJvmStatus, SeesThatSigquitWouldEndIt) {
  EXPECT_FALSE(ParseJvmStatus(Status("2000000101001cc8"))->catches_quit);
  EXPECT_FALSE(ParseJvmStatus(Status("fffffffffffffffb"))->catches_quit);
  EXPECT_TRUE(ParseJvmStatus(Status("0000000000000004"))->catches_quit);
}

TEST(ParseJvmStatus, RefusesWhatIsNone) {
  for (const std::string& text :
       {std::string(), std::string("Name:\tjava\n"), Status("").substr(0, 40), Status("xyz")}) {
    EXPECT_FALSE(ParseJvmStatus(text)) << text;
  }
}

TEST(AttachDisabled, LooksAtTheCommandLineAndTheVariables) {
  EXPECT_FALSE(AttachDisabled("", "java\0-jar\0a.jar\0"s));
  EXPECT_TRUE(AttachDisabled("", "java\0-XX:+DisableAttachMechanism\0-jar\0a.jar\0"s));
  EXPECT_TRUE(AttachDisabled("A=b\0JAVA_TOOL_OPTIONS=-XX:+DisableAttachMechanism\0"s, "java\0"s));
  EXPECT_FALSE(AttachDisabled("OTHER=-XX:+DisableAttachMechanism\0"s, "java\0"s));
}

TEST(AttachDisabled, LetsTheLastWordCount) {
  const std::string plus = "-XX:+DisableAttachMechanism";
  const std::string minus = "-XX:-DisableAttachMechanism";
  EXPECT_FALSE(AttachDisabled("", plus + " " + minus));
  EXPECT_FALSE(AttachDisabled("JDK_JAVA_OPTIONS=" + plus, minus));
  EXPECT_TRUE(AttachDisabled("_JAVA_OPTIONS=" + plus, minus));
}

// An ELF file of a header, three sections without content, and their names.
std::string Elf(const std::string& section) {
  const std::string names = "\0.text\0"s + section + '\0';
  Elf64_Ehdr header{};
  std::memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_shoff = sizeof header;
  header.e_shentsize = sizeof(Elf64_Shdr);
  header.e_shnum = 3;
  Elf64_Shdr sections[3] = {};
  sections[0].sh_offset = sizeof header + sizeof sections;  // the names
  sections[1].sh_name = 1;
  sections[2].sh_name = 7;
  return std::string(reinterpret_cast<const char*>(&header), sizeof header) +
         std::string(reinterpret_cast<const char*>(sections), sizeof sections) + names;
}

TEST(IsNativeImage, KnowsTheSection) {
  EXPECT_TRUE(IsNativeImage(Elf(".svm_heap")));
  EXPECT_FALSE(IsNativeImage(Elf(".svm_heaps")));
  EXPECT_FALSE(IsNativeImage(Elf(".data")));
}

TEST(IsNativeImage, SurvivesFilesThatAreCutShort) {
  const std::string whole = Elf(".svm_heap");
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(IsNativeImage(whole.substr(0, size))) << size;
  }
}

TEST(FindJvm, HasNothingToSayOfOtherPrograms) {
  const auto found = FindJvm(::getpid());
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_FALSE(*found);
}

TEST(FindJvm, HasNothingToSayOfAProcessThatHasEnded) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ::waitpid(child, nullptr, 0);
  const auto found = FindJvm(child);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_FALSE(*found);
}

}  // namespace
}  // namespace seep
