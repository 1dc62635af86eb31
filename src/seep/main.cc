// seep: tells whether a network server leaks memory under traffic.

#include <cstdio>
#include <exception>
#include <variant>

#include "seep/commands.h"
#include "seep/signals.h"

namespace {

struct Dispatch {
  const std::stop_token& stop;

  seep::ExitCode operator()(const seep::RunOptions& options) const {
    return RunCommand(options, stop);
  }
  seep::ExitCode operator()(const seep::HuntOptions& options) const {
    return HuntCommand(options, stop);
  }
  seep::ExitCode operator()(const seep::TestOptions& options) const {
    return TestCommand(options, stop);
  }
  seep::ExitCode operator()(const seep::InitOptions& options) const { return InitCommand(options); }
  seep::ExitCode operator()(const seep::LoadOptions& options) const {
    return LoadCommand(options, stop);
  }
  seep::ExitCode operator()(const seep::WatchOptions& options) const {
    return WatchCommand(options, stop);
  }
  seep::ExitCode operator()(const seep::AnalyzeOptions& options) const {
    return AnalyzeCommand(options);
  }
  seep::ExitCode operator()(const seep::ReportOptions& options) const {
    return ReportCommand(options);
  }
  seep::ExitCode operator()(const seep::CompareOptions& options) const {
    return CompareCommand(options);
  }
  seep::ExitCode operator()(const seep::DoctorOptions& options) const {
    return DoctorCommand(options, stop);
  }
  seep::ExitCode operator()(const seep::UpstreamOptions& options) const {
    return seep::UpstreamCommand(options);
  }
  seep::ExitCode operator()(const seep::PrintText& print) const {
    std::fputs(print.text.c_str(), stdout);
    return seep::ExitCode::kClean;
  }
};

seep::ExitCode Main(int argc, char** argv) {
  const seep::Result<seep::Options> options = seep::ParseOptions(argc, argv);
  if (!options) {
    seep::PrintError(options.error());
    return seep::ExitCodeFor(options.error());
  }
  // A helper that is to end by the first signal.
  if (const auto* upstream = std::get_if<seep::UpstreamOptions>(&*options))
    return seep::UpstreamCommand(*upstream);
  const seep::SignalStop signals;
  const std::stop_token stop = signals.token();
  return std::visit(Dispatch{stop}, *options);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return static_cast<int>(Main(argc, argv));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "seep: internal error: %s\n", error.what());
    return static_cast<int>(seep::ExitCode::kInternal);
  }
}
