#include "heap/reader/demangle.h"

#include <gtest/gtest.h>

namespace seep {
namespace {

TEST(Demangle, SpellsStringsAndContainersAsPeopleDo) {
  EXPECT_EQ(Demangle("_ZN5Cache3AddERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE"),
            "Cache::Add(std::string const&)");
  EXPECT_EQ(Demangle("_ZNSt6vectorISt4pairIiNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEEE"
                     "SaIS7_EE9push_backEOS7_"),
            "std::vector<std::pair<int, std::string>>::push_back(std::pair<int, std::string>&&)");
}

TEST(Demangle, LeavesNamesOfCAlone) {
  EXPECT_EQ(Demangle("ngx_http_create_request"), "ngx_http_create_request");
  EXPECT_EQ(Demangle("_Zebra"), "_Zebra");
  EXPECT_EQ(Demangle(""), "");
}

TEST(Demangle, DropsWhatCompilersAndLinkersAdd) {
  EXPECT_EQ(Demangle("malloc@@GLIBC_2.2.5"), "malloc");
  EXPECT_EQ(Demangle("_ZN5Cache3AddEv.part.0"), "Cache::Add()");
  EXPECT_EQ(Demangle("_ZN5Cache3AddEv.isra.0.cold"), "Cache::Add()");
}

TEST(Demangle, DropsTheHashOfRust) {
  EXPECT_EQ(Demangle("_ZN6server5serve17h0123456789abcdefE"), "server::serve");
}

TEST(Readable, DropsNestedAllocators) {
  EXPECT_EQ(Readable("f(std::__1::vector<A<int>, std::__1::allocator<A<int> > >)"),
            "f(std::vector<A<int>>)");
}

}  // namespace
}  // namespace seep
