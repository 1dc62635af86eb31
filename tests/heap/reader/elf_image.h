#pragma once
// A small ELF file made by hand: it says what a program's file says, and cannot be run.

#include <cstdint>
#include <string>
#include <vector>

namespace seep {

uint16_t OwnMachine();  // e_machine of the test itself

struct ElfImage {
  uint16_t machine = OwnMachine();
  std::string interpreter = "/lib64/ld-linux-x86-64.so.2";  // empty: linked statically
  std::string soname = {};
  std::vector<std::string> needed = {};
  std::vector<std::string> defined = {};    // dynamic symbols
  std::vector<std::string> undefined = {};  // likewise
  std::vector<std::string> local = {};      // symbols that are not dynamic
  std::vector<std::string> sections = {};   // empty ones

  std::string Bytes() const;  // for a 64-bit, little-endian machine
};

}  // namespace seep
