// Rules of the operators that exporters compute shapes with: they carry values too.
#include <algorithm>
#include <functional>
#include <limits>

#include "core/onnx/shape_rule.h"

namespace lesion::onnx::shape_rule {
namespace {

using Number = std::optional<std::int64_t>;

// The result, or nothing where it does not fit into 64 bits or is not whole.
Number computed(std::string_view op, std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  if (op == "Add" || op == "Sum") {
    return __builtin_add_overflow(a, b, &result) ? Number() : Number(result);
  }
  if (op == "Sub") return __builtin_sub_overflow(a, b, &result) ? Number() : Number(result);
  if (op == "Mul") return __builtin_mul_overflow(a, b, &result) ? Number() : Number(result);
  if (op == "Min") return std::min(a, b);
  if (op == "Max") return std::max(a, b);
  const bool divides = b != 0 && b != -1;
  if (op == "Div" && divides) return a / b;
  if (op == "Mod" && divides && a >= 0 && b > 0) return a % b;
  if (op == "Equal") return a == b ? 1 : 0;
  if (op == "Greater") return a > b ? 1 : 0;
  if (op == "Less") return a < b ? 1 : 0;
  if (op == "GreaterOrEqual") return a >= b ? 1 : 0;
  if (op == "LessOrEqual") return a <= b ? 1 : 0;
  return std::nullopt;
}

bool is_float(const TensorFacts& facts) {
  return facts.type == ElementType::kFloat || facts.type == ElementType::kDouble ||
         facts.type == ElementType::kFloat16 || facts.type == ElementType::kBfloat16;
}

Element computed(const ShapeCall& call, const Element& a, const Element& b) {
  const auto& op = call.node.op_type;
  const bool times = op == "Mul" || op == "Div";
  // A named side stays itself when nothing is added to it and when it is multiplied by one.
  const std::int64_t neutral = times ? 1 : 0;
  const bool keeps = times || op == "Add" || op == "Sub";
  if (keeps && !a.symbol.empty() && b.whole == neutral) return a;
  if (keeps && op != "Sub" && op != "Div" && !b.symbol.empty() && a.whole == neutral) return b;
  if (!a.whole || !b.whole) return {};
  // Of floats only quotients that are whole: no rounding is guessed at.
  if (op == "Div" && is_float(call.in(0)) && *b.whole != 0 && *b.whole != -1 &&
      *a.whole % *b.whole != 0) {
    return {};
  }
  return {computed(op, *a.whole, *b.whole), {}};
}

// Values of an elementwise operator: all of one size, or of one element.
void combine(ShapeCall& call) {
  if (!call.in(0).values) return;
  Elements result = *call.in(0).values;
  for (std::size_t i = 1; i < call.input_count(); ++i) {
    const auto& other = call.in(i).values;
    if (!other) return;
    const std::size_t count = std::max(result.size(), other->size());
    const auto fits = [&](const Elements& e) { return e.size() == count || e.size() == 1; };
    if (!fits(result) || !fits(*other)) return;
    Elements next;
    for (std::size_t k = 0; k < count; ++k) {
      next.push_back(
          computed(call, result[result.size() == 1 ? 0 : k], (*other)[other->size() == 1 ? 0 : k]));
    }
    result = std::move(next);
  }
  call.out().values = std::move(result);
}

// The shape of an elementwise operator of any number of inputs.
void joined_shape(ShapeCall& call) {
  if (call.input_count() == 0) return call.refuse("it has no input");
  std::optional<Shape> shape = call.in(0).shape;
  for (std::size_t i = 1; i < call.input_count() && shape; ++i) {
    if (!call.in(i).shape) {
      shape.reset();
      break;
    }
    shape = broadcast(*shape, *call.in(i).shape);
    if (!shape) return call.refuse("the shapes of its inputs do not fit together");
  }
  call.out().shape = shape;
}

Elements elements_of(const Shape& shape, std::size_t begin, std::size_t end) {
  Elements values;
  for (std::size_t i = begin; i < end; ++i) {
    values.push_back(known(shape[i]) ? Element{shape[i].value, {}} : Element{{}, shape[i].symbol});
  }
  return values;
}

}  // namespace

void constant(ShapeCall& call) {
  const auto& node = call.node;
  auto& out = call.out();
  const auto list = [&](ElementType type, Elements values, bool scalar) {
    out.type = type;
    out.shape = scalar ? Shape{} : Shape{side_of(static_cast<std::int64_t>(values.size()))};
    out.values = std::move(values);
  };
  for (const auto& attribute : node.attributes) {
    if (const auto* tensor = std::get_if<Tensor>(&attribute.value)) {
      out = facts_of(*tensor);
      return;
    }
    if (const auto* number = std::get_if<std::int64_t>(&attribute.value)) {
      return list(ElementType::kInt64, {Element{*number, {}}}, true);
    }
    if (const auto* numbers = std::get_if<std::vector<std::int64_t>>(&attribute.value)) {
      Elements values;
      for (const auto value : *numbers) values.push_back({value, {}});
      return list(ElementType::kInt64, std::move(values), false);
    }
    if (std::holds_alternative<float>(attribute.value)) {
      return list(ElementType::kFloat, {Element{}}, true);
    }
    if (const auto* reals = std::get_if<std::vector<float>>(&attribute.value)) {
      return list(ElementType::kFloat, Elements(reals->size()), false);
    }
  }
  call.refuse("it holds no tensor of numbers");
}

void constant_of_shape(ShapeCall& call) {
  const auto* value = call.node.tensor("value");
  auto& out = call.out();
  out.type = value != nullptr ? value->type : ElementType::kFloat;
  const auto& sides = call.in(0).values;
  if (!sides) return;
  out.shape.emplace();
  for (const auto& side : *sides) {
    out.shape->push_back(side.whole ? side_of(side.whole) : Dimension(side.symbol));
  }
  const auto count = product(*out.shape);
  if (!count || *count > static_cast<std::int64_t>(kMaxValues)) return;
  Element filled{0, {}};
  if (value != nullptr) {
    const auto whole = as_int64s(*value);
    filled = whole.size() == 1 ? Element{whole[0], {}} : Element{};
  }
  out.values = Elements(static_cast<std::size_t>(*count), filled);
}

void shape(ShapeCall& call) {
  auto& out = call.out();
  out.type = ElementType::kInt64;
  out.shape = Shape{Dimension()};
  const auto rank = call.rank();
  if (!rank) return;
  const auto place = [&](const char* name, std::int64_t fallback) {
    auto at = call.node.int_or(name, fallback);
    if (at < 0) at = at < -*rank ? 0 : at + *rank;
    return std::clamp<std::int64_t>(at, 0, *rank);
  };
  const auto begin = place("start", 0);
  const auto end = std::max(begin, place("end", *rank));
  out.shape = Shape{Dimension(end - begin)};
  out.values = elements_of(*call.in(0).shape, static_cast<std::size_t>(begin),
                           static_cast<std::size_t>(end));
}

void size(ShapeCall& call) {
  call.out().type = ElementType::kInt64;
  call.out().shape = Shape{};
  if (!call.in(0).shape) return;
  if (const auto count = product(*call.in(0).shape)) call.out().values = Elements{{*count, {}}};
}

void range(ShapeCall& call) {
  auto& out = call.out();
  out.type = call.in(0).type;
  out.shape = Shape{Dimension()};
  const auto start = call.wholes(0);
  const auto limit = call.wholes(1);
  const auto step = call.wholes(2);
  if (!start || !limit || !step || start->size() != 1 || limit->size() != 1 || step->size() != 1) {
    return;
  }
  const auto by = step->front();
  std::int64_t span = 0;
  if (by == 0 || by == std::numeric_limits<std::int64_t>::min() ||
      __builtin_sub_overflow(limit->front(), start->front(), &span) ||
      span == std::numeric_limits<std::int64_t>::min()) {
    return call.refuse("its steps do not lead from its start to its limit");
  }
  if ((span > 0) != (by > 0)) span = 0;
  const auto length = span < 0 ? -span : span;
  const auto stride = by < 0 ? -by : by;
  const auto count = length / stride + (length % stride != 0 ? 1 : 0);
  out.shape = Shape{side_of(count)};
  if (count > static_cast<std::int64_t>(kMaxValues)) return;
  out.values.emplace();
  for (std::int64_t i = 0; i < count; ++i) out.values->push_back({start->front() + i * by, {}});
}

void identity(ShapeCall& call) { call.out() = call.in(0); }

void cast(ShapeCall& call) {
  call.out() = call.in(0);
  auto type = call.node.op_type == "CastLike" ? call.in(1).type : std::nullopt;
  const auto number = call.node.int_or("to", 0);
  if (number >= 1 && number <= 16 && element_size(static_cast<ElementType>(number)) != 0) {
    type = static_cast<ElementType>(number);
  }
  call.out().type = type;
  // Whole numbers stay what they are in every type that sizes are computed in.
  const bool holds = type == ElementType::kInt64 || type == ElementType::kInt32 ||
                     type == ElementType::kFloat || type == ElementType::kDouble ||
                     type == ElementType::kBool;
  if (!holds) call.out().values.reset();
  if (type != ElementType::kBool || !call.out().values) return;
  for (auto& element : *call.out().values) {
    if (element.whole) element.whole = *element.whole != 0 ? 1 : 0;
  }
}

void rounded(ShapeCall& call) { call.out() = call.in(0); }

void arithmetic(ShapeCall& call) {
  call.out().type = call.in(0).type;
  joined_shape(call);
  combine(call);
}

void comparison(ShapeCall& call) {
  call.out().type = ElementType::kBool;
  joined_shape(call);
  combine(call);
}

void where(ShapeCall& call) {
  auto& out = call.out();
  out.type = call.in(1).type;
  joined_shape(call);
  const auto& yes = call.in(1).values;
  const auto& no = call.in(2).values;
  const auto& asked = call.in(0).values;
  if (!yes || !no || !asked) return;
  const std::size_t count = std::max({yes->size(), no->size(), asked->size()});
  Elements result;
  for (std::size_t i = 0; i < count; ++i) {
    const auto at = [&](const Elements& e) -> const Element* {
      return e.size() == 1 ? e.data() : e.size() == count ? &e[i] : nullptr;
    };
    const auto* condition = at(*asked);
    const auto* first = at(*yes);
    const auto* second = at(*no);
    if (condition == nullptr || first == nullptr || second == nullptr) return;
    result.push_back(!condition->whole ? Element{} : *condition->whole != 0 ? *first : *second);
  }
  out.values = std::move(result);
}

void gather(ShapeCall& call) {
  auto& out = call.out();
  const auto& data = call.in(0);
  const auto& indices = call.in(1);
  out.type = data.type;
  if (!data.shape || !indices.shape) return;
  const auto axis = axis_index(call.node.int_or("axis", 0), data.shape->size());
  if (!axis) return call.refuse("its axis is out of range");
  Shape shape(data.shape->begin(), data.shape->begin() + static_cast<std::ptrdiff_t>(*axis));
  shape.insert(shape.end(), indices.shape->begin(), indices.shape->end());
  shape.insert(shape.end(), data.shape->begin() + static_cast<std::ptrdiff_t>(*axis) + 1,
               data.shape->end());
  out.shape = std::move(shape);
  const auto wanted = call.wholes(1);
  if (!wanted || !data.values || data.shape->size() != 1) return;
  Elements values;
  for (const auto index : *wanted) {
    const auto at = axis_index(index, data.values->size());
    if (!at) return call.refuse("an index is out of range");
    values.push_back((*data.values)[*at]);
  }
  out.values = std::move(values);
}

}  // namespace lesion::onnx::shape_rule
