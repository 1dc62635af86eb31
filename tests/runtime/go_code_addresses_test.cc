#include <elf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/go/code_addresses.h"
#include "runtime/go_image.h"

namespace seep {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr uint64_t kCode = 0x401000;

std::string Words(const std::vector<uint32_t>& words) {
  std::string bytes;
  for (const uint32_t word : words) bytes += BytesOf(word);
  return bytes;
}

TEST(AddressesInCode, AreRelativeToTheNextInstruction) {
  // mov rax, [rip + 0x1000]; 7 bytes
  const std::string load = "\x48\x8b\x05" + BytesOf(int32_t{0x1000});
  EXPECT_THAT(AddressesInCode(EM_X86_64, kCode, load), Contains(kCode + 7 + 0x1000));
  // cmp qword [rip - 0x1000], 1; 8 bytes with the immediate
  const std::string compare = "\x48\x83\x3d" + BytesOf(int32_t{-0x1000}) + '\1';
  EXPECT_THAT(AddressesInCode(EM_X86_64, kCode, compare), Contains(kCode + 8 - 0x1000));
  // mov rax, [rbx + 0x1000] is relative to a register
  EXPECT_THAT(AddressesInCode(EM_X86_64, kCode, "\x48\x8b\x83" + BytesOf(int32_t{0x1000})),
              IsEmpty());
}

TEST(AddressesInCode, AreAPageAndTheRestOnArm) {
  // adrp x27, +1 page; ldr x0, [x27, #0x18]
  EXPECT_THAT(AddressesInCode(EM_AARCH64, kCode + 0x10, Words({0xb000001b, 0xf9400f60})),
              ElementsAre(kCode + 0x1018));
  // adrp x27, -1 page; add x27, x27, #0x18
  EXPECT_THAT(AddressesInCode(EM_AARCH64, kCode, Words({0xf0fffffb, 0x9100637b})),
              ElementsAre(kCode - 0x1000 + 0x18));
  // adrp x26; ldr x0, [x27, #0x18]: of another register
  EXPECT_THAT(AddressesInCode(EM_AARCH64, kCode, Words({0xb000001a, 0xf9400f60})), IsEmpty());
}

TEST(AddressesInCode, AreNoneOfCodeThatIsCut) {
  const std::string load = "\x48\x8b\x05" + BytesOf(int32_t{0x1000});
  EXPECT_THAT(AddressesInCode(EM_X86_64, kCode, load.substr(0, 6)), IsEmpty());
  EXPECT_THAT(AddressesInCode(EM_AARCH64, kCode, Words({0xb000001b})), IsEmpty());
}

TEST(AddressesInCode, AreNotKnownOfOtherMachines) {
  EXPECT_THAT(AddressesInCode(EM_RISCV, kCode, Words({0xb000001b, 0xf9400f60})), IsEmpty());
}

}  // namespace
}  // namespace seep
