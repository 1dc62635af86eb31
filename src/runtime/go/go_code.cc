#include "runtime/go/go_code.h"

#include <fmt/format.h>

#include <utility>

namespace seep {

Error CannotTellLines(const GoProcess& go, ErrorKind kind, const std::string& why) {
  return {
      .kind = kind,
      .fault = Fault::kEnvironment,
      .message = fmt::format("cannot find the lines of {} (pid {}): {}", go.name(), go.pid(), why)};
}

Result<std::unique_ptr<GoCode>> GoCode::Open(const GoProcess& go) {
  const auto fail = [&](ErrorKind kind, const std::string& why) {
    return tl::unexpected(CannotTellLines(go, kind, why));
  };
  auto program = GoProgram::Open(go.pid());
  const auto bias = program ? seep::LoadBias(go.pid(), program->Elf()) : std::nullopt;
  if (!bias) return fail(ErrorKind::kExited, "it has ended");
  const auto lines = GoLineTable::Open(program->Elf());
  if (!lines) {
    return fail(ErrorKind::kUnsupported, "its table of lines is of a kind that Seep does not know");
  }
  const auto module = lines->FindModule(*bias, go.memory());
  if (!module) return fail(ErrorKind::kUnsupported, "its table of modules is not found");
  return std::unique_ptr<GoCode>(new GoCode(std::move(program), *lines, *module, *bias));
}

GoCode::GoCode(std::unique_ptr<GoProgram> program, const GoLineTable& lines, const GoModule& module,
               uint64_t load_bias)
    : program_(std::move(program)), lines_(lines), module_(module), load_bias_(load_bias) {}

void GoCode::Append(std::vector<GoCall>& calls, GoFrame frame) const {
  const GoCodeOwner owner = OwnerOfGoFunction(frame.function, program_->Build().main_module);
  calls.push_back({std::move(frame), owner});
}

std::vector<GoCall> GoCode::CallsOfProfile(std::span<const uint64_t> addresses) const {
  std::vector<GoCall> calls;
  for (const uint64_t address : addresses) {
    auto frames = lines_.CallsBefore(address, module_, load_bias_);
    if (!frames.empty()) Append(calls, std::move(frames.front()));
  }
  return calls;
}

std::vector<GoCall> GoCode::CallsOfStack(std::span<const uint64_t> addresses) const {
  std::vector<GoCall> calls;
  for (const uint64_t address : addresses) {
    for (GoFrame& frame : lines_.CallsBefore(address, module_, load_bias_)) {
      Append(calls, std::move(frame));
    }
  }
  return calls;
}

}  // namespace seep
