#pragma once
// Finds where the objects that live are allocated: loads src/runtime/jvm_agent into a JVM for as
// long as the pass takes. Meanwhile a server of small requests is 2 to 5 times slower, and threads
// that do nothing but allocate 20 times; afterwards all is as before. From JDK 21 on the JVM prints
// three lines of warning on its standard error, the first time. When Seep is killed, the agent is
// off within a minute.

#include <memory>
#include <string>

#include "base/clock.h"
#include "runtime/jvm/jvm_process.h"
#include "runtime/jvm/jvm_sites.h"

namespace seep {

class JvmSitePass {
 public:
  // Follows what is allocated of the classes in `growth` that grew, from now on; of each thread,
  // behind the next half MB or so that it allocates (JEP 331). `jvm` has to outlive it. Errors:
  // kNotFound (the library is not beside the program), kBadInput (no class grew), kIo (no folder
  // can be made in the JVM's /tmp), and those of LoadIntoJvm, as when
  // -XX:-EnableDynamicAgentLoading forbids it.
  [[nodiscard]] static Result<std::unique_ptr<JvmSitePass>> Start(const JvmProcess& jvm,
                                                                  const JvmClasses& growth,
                                                                  milliseconds patience);
  // Switches it off, if Finish has not, within 2 s, and removes its folder.
  ~JvmSitePass();
  JvmSitePass(const JvmSitePass&) = delete;
  JvmSitePass& operator=(const JvmSitePass&) = delete;

  // What is allocated from now on is of the next round. There are 16; the last takes all the rest.
  [[nodiscard]] Result<> NextRound(milliseconds patience);

  // Collects once, switches it off, and says what lives, ranked (RankJvmSites); looks for up to 3 s
  // for what holds it. A collection right before (JvmHeap::Read) clears what waits for finalizers.
  [[nodiscard]] Result<JvmSites> Finish(milliseconds patience);

  // In the JVM's /tmp, as Seep sees it; removed at the end. Empty: it was not needed so far.
  const std::string& folder() const { return folder_; }

 private:
  JvmSitePass(const JvmProcess& jvm, const JvmClasses& growth) : jvm_(jvm), growth_(growth) {}
  Result<> MakeFolder();
  Result<> Load(const std::string& library, const std::string& options, milliseconds patience);

  const JvmProcess& jvm_;
  JvmClasses growth_;
  std::string folder_;
  std::string inside_;   // as the JVM sees it
  std::string library_;  // likewise
  bool running_ = false;
};

}  // namespace seep
