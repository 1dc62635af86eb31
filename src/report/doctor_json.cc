#include "report/doctor_json.h"

#include <nlohmann/json.hpp>

#include "base/version.h"
#include "report/fit.h"

namespace seep {

std::string DoctorJson(const Examination& examination) {
  nlohmann::ordered_json json = {{"schema", "seep.doctor/1"},
                                 {"seep", Version()},
                                 {"can_measure", examination.can_measure},
                                 {"findings", nlohmann::ordered_json::array()}};
  for (const Finding& finding : examination.findings) {
    json["findings"].push_back({{"name", finding.name},
                                {"usable", Name(finding.usable)},
                                {"found", ValidUtf8(finding.found)},
                                {"costs", finding.costs},
                                {"advice", ValidUtf8(finding.advice)}});
  }
  return json.dump(1) + "\n";
}

}  // namespace seep
