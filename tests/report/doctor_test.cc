#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "report/doctor_json.h"
#include "report/doctor_text.h"

namespace seep {
namespace {

Examination Examined() {
  return {.findings = {{.name = "live heap", .found = "counted"},
                       {.name = "CPUs",
                        .usable = Usable::kPartly,
                        .found = "1",
                        .costs = "fewer requests",
                        .advice = "give it time"}},
          .can_measure = true};
}

TEST(DoctorText, HasARowForEachFindingAndBeneathItWhatItCosts) {
  EXPECT_EQ(DoctorText(Examined(), {}),
            "ok      live heap  counted\n"
            "partly  CPUs       1\n"
            "                   costs: fewer requests\n"
            "                   do: give it time\n");
}

TEST(DoctorText, GoesOnBeneathWhereALineEnds) {
  Style narrow;
  narrow.columns = 40;
  Examination examined = Examined();
  examined.findings[0].found = "counted by a library that is put into the server";
  EXPECT_EQ(DoctorText(examined, narrow),
            "ok      live heap  counted by a library\n"
            "                   that is put into the\n"
            "                   server\n"
            "partly  CPUs       1\n"
            "                   costs: fewer requests\n"
            "                   do: give it time\n");
}

TEST(DoctorJson, HasTheSameFindings) {
  const nlohmann::json json = nlohmann::json::parse(DoctorJson(Examined()));
  EXPECT_EQ(json["schema"], "seep.doctor/1");
  EXPECT_EQ(json["can_measure"], true);
  ASSERT_EQ(json["findings"].size(), 2u);
  EXPECT_EQ(json["findings"][1], (nlohmann::json{{"name", "CPUs"},
                                                 {"usable", "partly"},
                                                 {"found", "1"},
                                                 {"costs", "fewer requests"},
                                                 {"advice", "give it time"}}));
}

}  // namespace
}  // namespace seep
