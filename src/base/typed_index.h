// Strongly typed 32-bit indices and the vectors they index.
// `using StockId = base::Index<struct StockTag>;` makes a type that no other
// index converts to. A default-made index is `none` and must not be used to look
// anything up. IndexedVector<StockId, Stock> grows at its end only, so an index
// stays valid for the life of the vector.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "base/check.h"

namespace detente::base {

template <class Tag>
class Index {
 public:
  constexpr Index() = default;
  constexpr explicit Index(std::uint32_t value) : value_(value) {}

  constexpr std::uint32_t value() const { return value_; }
  constexpr bool is_none() const { return value_ == kNone; }
  constexpr explicit operator bool() const { return value_ != kNone; }
  friend constexpr auto operator<=>(Index, Index) = default;

 private:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t value_ = kNone;
};

template <class I, class T>
class IndexedVector {
 public:
  IndexedVector() = default;
  explicit IndexedVector(std::uint32_t count, const T& value = T()) : items_(count, value) {}

  std::uint32_t size() const { return static_cast<std::uint32_t>(items_.size()); }
  bool empty() const { return items_.empty(); }
  bool contains(I index) const { return index.value() < items_.size(); }
  I next_index() const { return I(size()); }

  I push_back(T item) {
    DETENTE_CHECK(items_.size() < std::numeric_limits<std::uint32_t>::max());
    items_.push_back(std::move(item));
    return I(size() - 1);
  }

  decltype(auto) operator[](I index) {
    DETENTE_CHECK(contains(index));
    return items_[index.value()];
  }
  decltype(auto) operator[](I index) const {
    DETENTE_CHECK(contains(index));
    return items_[index.value()];
  }

  auto begin() { return items_.begin(); }
  auto end() { return items_.end(); }
  auto begin() const { return items_.begin(); }
  auto end() const { return items_.end(); }
  const std::vector<T>& items() const { return items_; }

 private:
  std::vector<T> items_;
};

}  // namespace detente::base
