#pragma once
// Objects of one kind, many to a block, so that the block goes back when the last of them does. For
// what there is one of for each connection or request.

#include <cstddef>
#include <memory>
#include <new>
#include <utility>

#include <boost/intrusive/list.hpp>

#include "proxy/memory/memory.h"

namespace sluice {

template <class T>
class ObjectPool {
 public:
  struct Delete {
    void operator()(T* object) const { ObjectPool::Destroy(object); }
  };
  using Ptr = std::unique_ptr<T, Delete>;

  ObjectPool(Memory& memory, Purpose purpose) : memory_(memory), purpose_(purpose) {}
  ObjectPool(const ObjectPool&) = delete;
  ObjectPool& operator=(const ObjectPool&) = delete;

  // Is there memory for one more? Then the next Make has it.
  bool Prepare() { return !with_room_.empty() || AddPage(); }

  // Null where there is no memory for it.
  template <class... Args>
  Ptr Make(Args&&... args) {
    if (!Prepare()) return nullptr;
    Page& page = with_room_.front();
    Slot* slot = page.free;
    page.free = slot->next;
    if (page.free == nullptr) with_room_.pop_front();
    ++page.used;
    slot->page = &page;
    return Ptr(::new (static_cast<void*>(slot->room)) T(std::forward<Args>(args)...));
  }

 private:
  static constexpr size_t kPageBytes = size_t{16} * 1024;

  struct Page;
  struct Slot {
    Page* page = nullptr;
    Slot* next = nullptr;
    alignas(T) std::byte room[sizeof(T)];
  };
  using Hook =
      boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;
  // Lies at the front of its own block.
  struct Page : Hook {
    Page(ObjectPool& owner, Block own) : pool(owner), block(std::move(own)) {}
    ObjectPool& pool;
    Block block;
    Slot* free = nullptr;
    size_t used = 0;
  };
  static constexpr size_t kFirst =
      (sizeof(Page) + alignof(Slot) - 1) / alignof(Slot) * alignof(Slot);
  static constexpr size_t kSlots = (kPageBytes - kFirst) / sizeof(Slot);
  static_assert(kSlots >= 4);

  bool AddPage() {
    Block block = memory_.Take(kPageBytes, purpose_);
    if (!block) return false;
    char* const data = block.data();
    auto* page = ::new (static_cast<void*>(data)) Page(*this, std::move(block));
    for (size_t i = kSlots; i-- > 0;) {
      auto* slot = ::new (static_cast<void*>(data + kFirst + i * sizeof(Slot))) Slot;
      slot->next = std::exchange(page->free, slot);
    }
    with_room_.push_front(*page);
    return true;
  }

  static void Destroy(T* object) {
    auto* slot = reinterpret_cast<Slot*>(reinterpret_cast<char*>(object) - offsetof(Slot, room));
    Page& page = *slot->page;
    object->~T();
    slot->next = std::exchange(page.free, slot);
    if (slot->next == nullptr) page.pool.with_room_.push_front(page);
    if (--page.used > 0) return;
    const Block block = std::move(page.block);  // outlives the page that lies in it
    page.~Page();                               // leaves the list
  }

  Memory& memory_;
  const Purpose purpose_;
  boost::intrusive::list<Page, boost::intrusive::constant_time_size<false>> with_room_;
};

}  // namespace sluice
