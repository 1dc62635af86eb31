#include "model/frame_name.h"

#include <gtest/gtest.h>

namespace seep {
namespace {

TEST(BareName, HasNoParametersNoTemplateArgumentsAndNoReturnType) {
  EXPECT_EQ(BareName("Cache::Add(std::string const&, int)"), "Cache::Add");
  EXPECT_EQ(BareName("void std::vector<std::pair<int, A>>::_M_realloc_insert<A>(A&&)"),
            "std::vector::_M_realloc_insert");
  EXPECT_EQ(BareName("Cache::Size() const"), "Cache::Size");
  EXPECT_EQ(BareName("std::enable_if<(1 > 0), int>::type f<int>(int)"), "f");
  EXPECT_EQ(BareName("std::unique_ptr<A> const& g(int (*)(char))"), "g");
}

TEST(BareName, KeepsOperators) {
  EXPECT_EQ(BareName("operator new(unsigned long)"), "operator new");
  EXPECT_EQ(BareName("operator new[](unsigned long, std::align_val_t)"), "operator new[]");
  EXPECT_EQ(BareName("std::ostream& operator<< <char>(std::ostream&, char)"), "operator<<");
  EXPECT_EQ(BareName("std::string std::operator+<char, std::char_traits<char>>(char const*, char)"),
            "std::operator+");
  EXPECT_EQ(BareName("bool operator< <int>(A<int>, A<int>)"), "operator<");
  EXPECT_EQ(BareName("Job::operator()(int) const"), "Job::operator()");
  EXPECT_EQ(BareName("Key::operator std::string() const"), "Key::operator std::string");
  EXPECT_EQ(BareName("Handle<A>::operator->() const"), "Handle::operator->");
  EXPECT_EQ(BareName("my_operator(int)"), "my_operator");
}

TEST(BareName, KeepsAnonymousNamespacesAndLambdas) {
  EXPECT_EQ(BareName("probe::(anonymous namespace)::Local(int)"),
            "probe::(anonymous namespace)::Local");
  EXPECT_EQ(BareName("main::{lambda(int)#1}::operator()(int) const"),
            "main::{lambda(int)#1}::operator()");
  EXPECT_EQ(BareName("Server::Run(int) const::{lambda()#2}::operator()() const"),
            "Server::Run::{lambda()#2}::operator()");
}

TEST(BareName, LeavesOtherLanguagesAlone) {
  EXPECT_EQ(BareName("ngx_palloc"), "ngx_palloc");
  EXPECT_EQ(BareName("<server::Cache as core::ops::Drop>::drop"),
            "<server::Cache as core::ops::Drop>::drop");
  EXPECT_EQ(BareName(""), "");
}

TEST(BareName, EndsWithBracketsThatDoNot) {
  EXPECT_EQ(BareName("f<int"), "f");
  EXPECT_EQ(BareName("f("), "f");
  EXPECT_EQ(BareName("operator"), "operator");
  EXPECT_EQ(BareName("a{"), "a{");
}

TEST(QualifiedName, KeepsTemplateArguments) {
  EXPECT_EQ(QualifiedName("void std::vector<std::pair<int, A>>::insert<A>(A&&)"),
            "std::vector<std::pair<int, A>>::insert<A>");
  EXPECT_EQ(QualifiedName("Cache::Add(int)"), "Cache::Add");
}

TEST(FrameName, IsTheFunctionOrWhereItIs) {
  const std::vector<Module> modules = {{"/usr/lib/libz.so.1", "", 0x1000, 0x9000, 0}};
  Frame frame;
  frame.module = 0;
  frame.module_offset = 0x4a10;
  EXPECT_EQ(NameOf(frame, modules), "libz.so.1+0x4a10");
  frame.function = "inflate";
  EXPECT_EQ(NameOf(frame, modules), "inflate");
  EXPECT_EQ(PlaceName(frame, modules), "libz.so.1+0x4a10");
  Frame nowhere;
  nowhere.address = 0x7f00'1122;
  EXPECT_EQ(NameOf(nowhere, modules), "0x7f001122");
}

}  // namespace
}  // namespace seep
