#include "heap/reader/blame.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "model/frame_name.h"

namespace seep {
namespace {

// Sorted, for the search.
constexpr std::array kAllocators = std::to_array<std::string_view>({
    "CRYPTO_malloc",
    "CRYPTO_memdup",
    "CRYPTO_realloc",
    "CRYPTO_strdup",
    "CRYPTO_strndup",
    "CRYPTO_zalloc",
    "PyMem_Calloc",
    "PyMem_Malloc",
    "PyMem_RawCalloc",
    "PyMem_RawMalloc",
    "PyMem_RawRealloc",
    "PyMem_Realloc",
    "PyObject_Calloc",
    "PyObject_Malloc",
    "PyObject_Realloc",
    "_PyMem_RawCalloc",
    "_PyMem_RawMalloc",
    "_PyMem_RawRealloc",
    "_PyObject_Malloc",
    "__asprintf_internal",
    "__interceptor_malloc",
    "__libc_calloc",
    "__libc_malloc",
    "__libc_memalign",
    "__libc_realloc",
    "__rdl_alloc",
    "__rdl_alloc_zeroed",
    "__rdl_realloc",
    "__rg_alloc",
    "__rust_alloc",
    "__rust_alloc_zeroed",
    "__rust_realloc",
    "__strdup",
    "__strndup",
    "__vasprintf_internal",
    "aligned_alloc",
    "apr_palloc",
    "apr_pcalloc",
    "apr_pmemdup",
    "apr_pstrdup",
    "apr_pstrndup",
    "asprintf",
    "calloc",
    "g_malloc",
    "g_malloc0",
    "g_malloc0_n",
    "g_malloc_n",
    "g_memdup",
    "g_memdup2",
    "g_realloc",
    "g_realloc_n",
    "g_slice_alloc",
    "g_slice_alloc0",
    "g_strdup",
    "g_strdup_printf",
    "g_strndup",
    "g_try_malloc",
    "g_try_realloc",
    "malloc",
    "memalign",
    "ngx_alloc",
    "ngx_calloc",
    "ngx_memalign",
    "ngx_palloc",
    "ngx_palloc_block",
    "ngx_palloc_large",
    "ngx_palloc_small",
    "ngx_pcalloc",
    "ngx_pnalloc",
    "operator new",
    "operator new[]",
    "posix_memalign",
    "pvalloc",
    "realloc",
    "reallocarray",
    "strdup",
    "strndup",
    "uv__calloc",
    "uv__malloc",
    "uv__realloc",
    "uv__strdup",
    "uv__strndup",
    "valloc",
    "vasprintf",
    "wcsdup",
    "xasprintf",
    "xcalloc",
    "xmalloc",
    "xmemdup",
    "xrealloc",
    "xstrdup",
    "xstrndup",
    "xzalloc",
    "zcalloc",
    "zmalloc",
    "zrealloc",
    "zstrdup",
});
static_assert(std::is_sorted(kAllocators.begin(), kAllocators.end()));

constexpr std::array kAllocatorClasses = std::to_array<std::string_view>({
    "__gnu_cxx::__alloc_traits::",
    "__gnu_cxx::new_allocator::",
    "alloc::alloc::",
    "std::__allocate_guarded",
    "std::__detail::_Hashtable_alloc::",
    "std::__new_allocator::",
    "std::_Vector_base::_M_allocate",
    "std::allocator::",
    "std::allocator_traits::",
    "std::pmr::",
});

bool IsAllocator(const Frame& frame) {
  const std::string name = BareName(frame.function);
  return std::binary_search(kAllocators.begin(), kAllocators.end(), std::string_view(name)) ||
         std::any_of(kAllocatorClasses.begin(), kAllocatorClasses.end(),
                     [&](std::string_view begin) { return name.starts_with(begin); });
}

}  // namespace

Blame BlameOf(std::span<const Frame> stack) {
  Blame blame;
  while (blame.top + 1 < stack.size() && IsAllocator(stack[blame.top])) ++blame.top;
  for (size_t i = blame.top; i < stack.size(); ++i) {
    // Only the program's _start is behind it, which has no name when stripped.
    if (std::string_view(stack[i].function).starts_with("__libc_start_")) break;
    if (!stack[i].own) continue;
    if (blame.first_own == SIZE_MAX) blame.first_own = i;
    blame.last_own = i;
  }
  return blame;
}

}  // namespace seep
