#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <system_error>

#include "seep/commands.h"
#include "seep/output_file.h"
#include "seep/project/new_project.h"

namespace seep {
namespace {

Result<> WriteNew(const InitOptions& options) {
  std::error_code error;
  if (std::filesystem::exists(options.file, error)) {
    return Fail(ErrorKind::kBadInput, Fault::kUser,
                fmt::format("{} is there already: add a [server.NAME] to it", options.file));
  }
  Result<OutputFile> file = OutputFile::Open(options.file);
  if (!file) return tl::unexpected(file.error());
  return file->Write(NewProject(options.command));
}

}  // namespace

ExitCode InitCommand(const InitOptions& options) {
  if (const Result<> written = WriteNew(options); !written) {
    PrintError(written.error());
    return ExitCodeFor(written.error());
  }
  std::fputs(fmt::format("{} is written: `seep test` runs its server\n", options.file).c_str(),
             stdout);
  return ExitCode::kClean;
}

}  // namespace seep
