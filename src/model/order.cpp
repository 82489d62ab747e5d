#include "model/order.h"

namespace detente::model {

Order order_by_need(std::uint32_t count, const std::function<std::vector<std::uint32_t>(std::uint32_t)>& needs) {
  enum class State : std::uint8_t { New, Open, Done };
  struct Frame {
    std::uint32_t thing;
    std::vector<std::uint32_t> needed;
    std::size_t next = 0;
  };
  Order order;
  std::vector<State> state(count, State::New);
  std::vector<Frame> stack;
  for (std::uint32_t root = 0; root < count; ++root) {
    if (state[root] != State::New) continue;
    state[root] = State::Open;
    stack.push_back({root, needs(root)});
    while (!stack.empty()) {
      Frame& top = stack.back();
      if (top.next == top.needed.size()) {
        state[top.thing] = State::Done;
        order.sequence.push_back(top.thing);
        stack.pop_back();
        continue;
      }
      const std::uint32_t next = top.needed[top.next++];
      if (state[next] == State::Open) {
        std::vector<std::uint32_t> cycle;
        for (std::size_t i = stack.size(); i-- > 0;) {
          cycle.insert(cycle.begin(), stack[i].thing);
          if (stack[i].thing == next) break;
        }
        order.cycles.push_back(std::move(cycle));
      } else if (state[next] == State::New) {
        state[next] = State::Open;
        stack.push_back({next, needs(next)});
      }
    }
  }
  return order;
}

}  // namespace detente::model
