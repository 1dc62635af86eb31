#include "doctor/doctor.h"

#include <iterator>
#include <utility>

#include "doctor/command_here.h"
#include "doctor/machine.h"
#include "doctor/measuring.h"
#include "doctor/runtimes_here.h"

namespace seep {
namespace {

void Append(std::vector<Finding> more, std::vector<Finding>& findings) {
  findings.insert(findings.end(), std::make_move_iterator(more.begin()),
                  std::make_move_iterator(more.end()));
}

}  // namespace

Examination Examine(const std::vector<std::string>& command, const std::stop_token& stop) {
  Examination all;
  if (!command.empty()) all.findings = ExamineCommand(command);
  Examination measuring = ExamineMeasuring(stop);
  all.can_measure = measuring.can_measure;
  Append(std::move(measuring.findings), all.findings);
  Append(ExamineRuntimes(stop), all.findings);
  Append(ExamineMachine(), all.findings);
  return all;
}

}  // namespace seep
