#include "heap/reader/script.h"

#include <gmock/gmock.h>

#include "heap/reader/temporary_folder.h"

namespace seep {
namespace {

using ::testing::Eq;
using ::testing::Optional;

TEST(InterpreterOf, IsTheProgramOfTheFirstLine) {
  EXPECT_THAT(InterpreterOf("#!/bin/sh\necho", ""), Optional(Eq("/bin/sh")));
  EXPECT_THAT(InterpreterOf("#! \t/usr/bin/python3 -u\nimport", ""),
              Optional(Eq("/usr/bin/python3")));
  EXPECT_THAT(InterpreterOf("#!/bin/sh", ""), Optional(Eq("/bin/sh")));
}

TEST(InterpreterOf, IsNothingForWhatIsNoScript) {
  EXPECT_FALSE(InterpreterOf("", "/bin"));
  EXPECT_FALSE(InterpreterOf("\177ELF", "/bin"));
  EXPECT_FALSE(InterpreterOf(" #!/bin/sh\n", "/bin"));
  EXPECT_FALSE(InterpreterOf("#!\n/bin/sh", "/bin"));
}

TEST(InterpreterOf, LooksBehindEnv) {
  TemporaryFolder folder;
  const std::string program = folder.Write("program", "");
  const std::string path = "/nowhere:" + folder.Path();
  for (const char* line : {"#!/usr/bin/env program\n", "#!/usr/bin/env -S program --flag\n",
                           "#!/usr/bin/env -S A=1 B=2 program\n", "#!/bin/env -Sprogram -u\n"}) {
    EXPECT_THAT(InterpreterOf(line, path), Optional(Eq(program))) << line;
  }
}

TEST(InterpreterOf, KeepsTheNameThatEnvWouldNotFind) {
  EXPECT_THAT(InterpreterOf("#!/usr/bin/env no-such-program\n", "/nowhere"),
              Optional(Eq("no-such-program")));
  EXPECT_THAT(InterpreterOf("#!/usr/bin/env\n", "/nowhere"), Optional(Eq("/usr/bin/env")));
}

}  // namespace
}  // namespace seep
