// How operators that work cell by cell go back.
#include <cmath>
#include <numbers>

#include "core/onnx/reverse_rule.h"

namespace lesion::onnx::reverse_rule {
namespace {

// 1 - a
std::string rest(ReverseCall& call, const std::string& a) {
  return call.subtract(call.number(1), a);
}

std::string is_above(ReverseCall& call, const std::string& a, float bound) {
  return call.make("Greater", {a, call.number(bound)});
}

std::string choice(ReverseCall& call, const std::string& condition, const std::string& a,
                   const std::string& b) {
  return call.make("Where", {condition, a, b});
}

// g where x lies above 0, else `below`.
void by_sign(ReverseCall& call, const std::string& below) {
  call.give(0, choice(call, is_above(call, call.in(0), 0), call.gradient(), below));
}

// What passes the rectifier `open` (a condition; "" where all passes).
void rectified(ReverseCall& call, const std::string& open) {
  const auto rule = call.options.relu;
  std::string g = call.gradient();
  if (rule != ReluRule::kGradient) g = call.where(is_above(call, g, 0), g);
  if (rule != ReluRule::kDeconvnet && !open.empty()) g = call.where(open, g);
  call.give(0, g);
}

}  // namespace

void identity(ReverseCall& call) { call.give(0, call.gradient()); }

void cast(ReverseCall& call) {
  if (call.node.int_or("to", 0) != static_cast<std::int64_t>(ElementType::kFloat)) {
    return call.refuse();
  }
  call.give(0, call.gradient());
}

void relu(ReverseCall& call) {
  const bool opens = call.options.relu != ReluRule::kDeconvnet;
  rectified(call, opens ? is_above(call, call.in(0), 0) : std::string());
}

void leaky_relu(ReverseCall& call) {
  by_sign(call, call.scaled(call.gradient(), call.node.float_or("alpha", 0.01f)));
}

void p_relu(ReverseCall& call) {
  if (call.wanted(1)) return call.refuse();
  const auto negative = call.make("Less", {call.in(0), call.number(0)});
  call.give(0, choice(call, negative, call.multiply(call.gradient(), call.in(1)), call.gradient()));
}

// alpha * (exp(x) - 1) below 0, whose slope is y + alpha.
void elu(ReverseCall& call) {
  const auto slope = call.add(call.out(), call.number(call.node.float_or("alpha", 1)));
  by_sign(call, call.multiply(call.gradient(), slope));
}

void selu(ReverseCall& call) {
  const float alpha = call.node.float_or("alpha", 1.67326319217681884765625f);
  const float gamma = call.node.float_or("gamma", 1.05070102214813232421875f);
  const auto slope = call.add(call.out(), call.number(alpha * gamma));
  const auto below = call.multiply(call.gradient(), slope);
  const auto above = call.scaled(call.gradient(), gamma);
  call.give(0, choice(call, is_above(call, call.in(0), 0), above, below));
}

// alpha * (exp(x / alpha) - 1) below 0, whose slope is y / alpha + 1.
void celu(ReverseCall& call) {
  const float alpha = call.node.float_or("alpha", 1);
  const auto slope = call.add(call.scaled(call.out(), 1 / alpha), call.number(1));
  by_sign(call, call.multiply(call.gradient(), slope));
}

// Passes what lies within the bounds, themselves included.
void clip(ReverseCall& call) {
  if (call.wanted(1) || call.wanted(2)) return call.refuse();
  const auto low = call.scalar(1);
  const auto high = call.scalar(2);
  if ((!call.in(1).empty() && !low) || (!call.in(2).empty() && !high)) return call.refuse();
  const bool rectifier = low.value_or(-1) == 0;
  std::string open;
  if (low) {
    // A rectifier is closed at its bound, as Relu is.
    open = rectifier ? is_above(call, call.in(0), 0)
                     : call.make("Not", {call.make("Less", {call.in(0), call.number(*low)})});
  }
  if (high) {
    const auto below = call.make("Not", {is_above(call, call.in(0), *high)});
    open = open.empty() ? below : call.make("And", {open, below});
  }
  if (rectifier) return rectified(call, open);
  call.give(0, open.empty() ? call.gradient() : call.where(open, call.gradient()));
}

void sigmoid(ReverseCall& call) {
  const auto slope = call.multiply(call.out(), rest(call, call.out()));
  call.give(0, call.multiply(call.gradient(), slope));
}

void tanh(ReverseCall& call) {
  const auto slope = rest(call, call.multiply(call.out(), call.out()));
  call.give(0, call.multiply(call.gradient(), slope));
}

void hard_sigmoid(ReverseCall& call) {
  const auto inside = call.make(
      "And", {is_above(call, call.out(), 0), call.make("Less", {call.out(), call.number(1)})});
  call.give(0, call.where(inside, call.scaled(call.gradient(), call.node.float_or("alpha", 0.2f))));
}

// x * min(max(x / 6 + 1 / 2, 0), 1)
void hard_swish(ReverseCall& call) {
  const auto& x = call.in(0);
  const auto slope = call.add(call.scaled(x, 1.0f / 3), call.number(0.5f));
  const auto inside = call.multiply(call.gradient(), slope);
  const auto above = choice(call, is_above(call, x, 3), call.gradient(), inside);
  call.give(0, call.where(is_above(call, x, -3), above));
}

namespace {

// exp(-x^2 / 2 * scale)
std::string bell(ReverseCall& call, const std::string& x, float factor) {
  return call.make("Exp", {call.scaled(call.multiply(x, x), factor)});
}

}  // namespace

// x * F(x), F the normal distribution: slope F(x) + x * f(x).
void gelu(ReverseCall& call) {
  if (call.node.string_or("approximate", "none") != "none") return call.refuse();
  const auto& x = call.in(0);
  const auto half = static_cast<float>(1 / std::numbers::sqrt2);
  const auto level =
      call.add(call.scaled(call.make("Erf", {call.scaled(x, half)}), 0.5f), call.number(0.5f));
  const auto density = call.scaled(
      bell(call, x, -0.5f), static_cast<float>(std::numbers::inv_sqrtpi / std::numbers::sqrt2));
  call.give(0, call.multiply(call.gradient(), call.add(level, call.multiply(x, density))));
}

void erf(ReverseCall& call) {
  const auto slope =
      call.scaled(bell(call, call.in(0), -1), static_cast<float>(2 * std::numbers::inv_sqrtpi));
  call.give(0, call.multiply(call.gradient(), slope));
}

void softplus(ReverseCall& call) {
  call.give(0, call.multiply(call.gradient(), call.make("Sigmoid", {call.in(0)})));
}

void exp(ReverseCall& call) { call.give(0, call.multiply(call.gradient(), call.out())); }

void log(ReverseCall& call) { call.give(0, call.make("Div", {call.gradient(), call.in(0)})); }

void sqrt(ReverseCall& call) {
  call.give(0, call.make("Div", {call.scaled(call.gradient(), 0.5f), call.out()}));
}

void reciprocal(ReverseCall& call) {
  const auto square = call.multiply(call.out(), call.out());
  call.give(0, call.make("Neg", {call.multiply(call.gradient(), square)}));
}

void abs(ReverseCall& call) {
  call.give(0, call.multiply(call.gradient(), call.make("Sign", {call.in(0)})));
}

void neg(ReverseCall& call) { call.give(0, call.make("Neg", {call.gradient()})); }

void add(ReverseCall& call) {  // Sum too
  for (std::size_t i = 0; i < call.node.inputs.size(); ++i) call.give_broadcast(i, call.gradient());
}

void sub(ReverseCall& call) {
  call.give_broadcast(0, call.gradient());
  if (call.wanted(1)) call.give_broadcast(1, call.make("Neg", {call.gradient()}));
}

void mul(ReverseCall& call) {
  if (call.wanted(0)) call.give_broadcast(0, call.multiply(call.gradient(), call.in(1)));
  if (call.wanted(1)) call.give_broadcast(1, call.multiply(call.gradient(), call.in(0)));
}

void div(ReverseCall& call) {
  const auto part = call.make("Div", {call.gradient(), call.in(1)});
  call.give_broadcast(0, part);
  if (call.wanted(1)) {
    call.give_broadcast(1, call.make("Neg", {call.multiply(part, call.out())}));
  }
}

// By a constant power.
void pow(ReverseCall& call) {
  const auto power = call.scalar(1);
  if (call.wanted(1) || !power) return call.refuse();
  const auto& x = call.in(0);
  const auto slope = *power == 2
                         ? call.scaled(x, 2)
                         : call.scaled(call.make("Pow", {x, call.number(*power - 1)}), *power);
  call.give_broadcast(0, call.multiply(call.gradient(), slope));
}

void where(ReverseCall& call) {
  if (call.wanted(1)) call.give_broadcast(1, call.where(call.in(0), call.gradient()));
  if (call.wanted(2)) {
    call.give_broadcast(2, choice(call, call.in(0), call.number(0), call.gradient()));
  }
}

}  // namespace lesion::onnx::reverse_rule
