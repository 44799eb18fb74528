// How windows go back: convolutions, pools, resizing. Windows are read by core/onnx/window.h.
#include <algorithm>
#include <cmath>

#include "core/onnx/reverse_rule.h"
#include "core/onnx/window.h"

namespace lesion::onnx::reverse_rule {
namespace {

// A window with the sides before and behind it.
struct Slide {
  WindowAxes window;
  Wholes before;
  Wholes behind;

  std::size_t axes() const { return window.size(); }
};

// The window between the first input and the first output, both sides known; `kernel` empty: the
// attribute's. Nothing, and the call refused, where something is not known.
std::optional<Slide> slide_of(ReverseCall& call, const Wholes& kernel) {
  const Shape* x = call.shape(0);
  const Shape* y = call.out_shape();
  if (x == nullptr || x->size() < 3) return call.refuse_shape(call.in(0)), std::nullopt;
  if (y == nullptr || y->size() != x->size()) return call.refuse_shape(call.out()), std::nullopt;
  const auto before = known_sides(*x, 2);
  const auto behind = known_sides(*y, 2);
  if (!before) return call.refuse_shape(call.in(0)), std::nullopt;
  if (!behind) return call.refuse_shape(call.out()), std::nullopt;
  const auto window = window_of(call.node, kernel, std::span(*x).subspan(2));
  if (!window || window->size() != before->size()) return call.refuse(), std::nullopt;
  return Slide{*window, *before, *behind};
}

// The sides of a convolution's kernel.
std::optional<Wholes> kernel_of(ReverseCall& call) {
  const Shape* w = call.shape(1);
  auto sides = w == nullptr || w->size() < 3 ? std::nullopt : known_sides(*w);
  if (!sides) call.refuse_shape(call.in(1));
  return sides;
}

template <typename Of>
Wholes each(const WindowAxes& window, Of of) {
  Wholes numbers;
  for (const auto& axis : window) numbers.push_back(of(axis));
  return numbers;
}
Wholes strides(const WindowAxes& window) {
  return each(window, [](const auto& axis) { return axis.stride; });
}
Wholes dilations(const WindowAxes& window) {
  return each(window, [](const auto& axis) { return axis.dilation; });
}
Wholes kernels(const WindowAxes& window) {
  return each(window, [](const auto& axis) { return axis.kernel; });
}

// The attributes of the ConvTranspose that goes from `behind` back to `before` exactly.
std::vector<Attribute> transposed(const Slide& slide, std::int64_t group) {
  Wholes pads(slide.axes() * 2, 0);
  Wholes more(slide.axes(), 0);
  for (std::size_t i = 0; i < slide.axes(); ++i) {
    const auto& axis = slide.window[i];
    const auto whole = (slide.behind[i] - 1) * axis.stride + axis.reach();
    const auto end = whole - axis.pad_begin - slide.before[i];
    pads[i] = axis.pad_begin;
    pads[i + slide.axes()] = std::max<std::int64_t>(end, 0);
    more[i] = std::max<std::int64_t>(-end, 0);
  }
  return {{"kernel_shape", kernels(slide.window)},
          {"strides", strides(slide.window)},
          {"dilations", dilations(slide.window)},
          {"pads", pads},
          {"output_padding", more},
          {"group", group}};
}

// w [out, in / group, kernel] as [in, out / group, kernel], each kernel turned by half a turn.
std::vector<float> turned(const Tensor& w, std::int64_t group) {
  const auto values = as_floats(w);
  const auto out = static_cast<std::size_t>(w.dims[0]);
  const auto in = static_cast<std::size_t>(w.dims[1]);
  const auto groups = static_cast<std::size_t>(group);
  const std::size_t area = values.size() / (out * in);
  const std::size_t each_out = out / groups;
  std::vector<float> result(values.size());
  for (std::size_t o = 0; o < out; ++o) {
    const std::size_t g = o / each_out;
    for (std::size_t i = 0; i < in; ++i) {
      const float* from = values.data() + (o * in + i) * area;
      float* to = result.data() + ((g * in + i) * each_out + o % each_out) * area;
      std::reverse_copy(from, from + area, to);
    }
  }
  return result;
}

// The pads of the convolution with turned kernels; nothing where that would need to cut.
std::optional<Wholes> turned_pads(const Slide& slide) {
  Wholes pads(slide.axes() * 2);
  for (std::size_t i = 0; i < slide.axes(); ++i) {
    const auto& axis = slide.window[i];
    if (axis.stride != 1) return std::nullopt;
    const auto begin = axis.reach() - 1 - axis.pad_begin;
    const auto end = slide.before[i] + axis.reach() - 1 - slide.behind[i] - begin;
    if (begin < 0 || end < 0) return std::nullopt;
    pads[i] = begin;
    pads[i + slide.axes()] = end;
  }
  return pads;
}

}  // namespace

void convolution(ReverseCall& call) {
  if (call.wanted(1) || call.wanted(2)) return call.refuse();
  const auto w = kernel_of(call);
  if (!w) return;
  const auto slide = slide_of(call, Wholes(w->begin() + 2, w->end()));
  if (!slide) return;
  const auto group = call.node.int_or("group", 1);
  if (group < 1 || (*w)[0] % group != 0) return call.refuse();
  const Tensor* values = call.constant(1);
  const auto pads = turned_pads(*slide);
  const bool turn = call.options.turned_kernels && pads && values != nullptr &&
                    values->type == ElementType::kFloat && values->dims == *w &&
                    call.has_room(values->count());
  if (!turn) {
    return call.give(
        0, call.make("ConvTranspose", {call.gradient(), call.in(1)}, transposed(*slide, group)));
  }
  Wholes dims = *w;
  dims[0] = (*w)[1] * group;
  dims[1] = (*w)[0] / group;
  const std::string kernel = call.floats(dims, turned(*values, group));
  call.give(0, call.make("Conv", {call.gradient(), kernel},
                         {{"kernel_shape", kernels(slide->window)},
                          {"dilations", dilations(slide->window)},
                          {"strides", strides(slide->window)},
                          {"pads", *pads},
                          {"group", group}}));
}

void transposed_convolution(ReverseCall& call) {
  if (call.wanted(1) || call.wanted(2)) return call.refuse();
  const auto w = kernel_of(call);
  if (!w) return;
  const auto slide = slide_of(call, Wholes(w->begin() + 2, w->end()));
  if (!slide) return;
  if (!call.node.ints_or("output_shape", {}).empty() ||
      call.node.string_or("auto_pad", "NOTSET") != "NOTSET") {
    return call.refuse();
  }
  Wholes pads(slide->axes() * 2);
  for (std::size_t i = 0; i < slide->axes(); ++i) {
    const auto& axis = slide->window[i];
    // Exactly the cells that the forward part reads: what output_padding added has no window.
    const auto whole = (slide->before[i] - 1) * axis.stride + axis.reach();
    pads[i] = axis.pad_begin;
    pads[i + slide->axes()] = whole - axis.pad_begin - slide->behind[i];
    // Cells that lie behind the last window are left out by the convolution itself.
    pads[i + slide->axes()] = std::max<std::int64_t>(pads[i + slide->axes()], 0);
  }
  call.give(0, call.make("Conv", {call.gradient(), call.in(1)},
                         {{"kernel_shape", kernels(slide->window)},
                          {"strides", strides(slide->window)},
                          {"dilations", dilations(slide->window)},
                          {"pads", pads},
                          {"group", call.node.int_or("group", 1)}}));
}

// By the switches: the place of each window's greatest cell.
void max_pool(ReverseCall& call) {
  const auto slide = slide_of(call, {});
  if (!slide) return;
  if (call.node.int_or("storage_order", 0) != 0) return call.refuse();
  bool apart = true;  // no cell lies in two windows, and the windows fill the input
  for (std::size_t i = 0; i < slide->axes(); ++i) {
    const auto& axis = slide->window[i];
    const auto filled =
        (slide->behind[i] - 1) * axis.stride + axis.kernel - axis.pad_begin - axis.pad_end;
    apart = apart && axis.stride >= axis.kernel && axis.dilation == 1 && filled == slide->before[i];
  }
  const std::string places = call.further_output(1);
  if (apart) {
    Wholes pads(slide->axes() * 2);
    for (std::size_t i = 0; i < slide->axes(); ++i) {
      pads[i] = slide->window[i].pad_begin;
      pads[i + slide->axes()] = slide->window[i].pad_end;
    }
    return call.give(0, call.make("MaxUnpool", {call.gradient(), places},
                                  {{"kernel_shape", kernels(slide->window)},
                                   {"strides", strides(slide->window)},
                                   {"pads", pads}}));
  }
  // Where windows overlap, what reaches a cell from several adds up, which MaxUnpool does not do.
  const std::string line = call.wholes({-1});
  const std::string flat = call.make("Reshape", {call.zeros_like(call.in(0)), line});
  const std::string sums = call.make(
      "ScatterElements",
      {flat, call.make("Reshape", {places, line}), call.make("Reshape", {call.gradient(), line})},
      {{"axis", std::int64_t{0}}, {"reduction", std::string("add")}});
  call.give(0, call.reshaped_like(sums, call.in(0)));
}

void average_pool(ReverseCall& call) {
  const auto slide = slide_of(call, {});
  if (!slide) return;
  const Shape* x = call.shape(0);
  const auto channels = (*x)[1].value;
  if (slide->axes() != 2 || channels < 1) return call.refuse();
  constexpr std::int64_t kMost = 1 << 22;
  const auto area = slide->window[0].kernel * slide->window[1].kernel;
  if (channels > kMost / area || slide->behind[0] > kMost / slide->behind[1]) return call.refuse();
  for (std::size_t i = 0; i < 2; ++i) {
    if (slide->behind[i] > kMost / slide->window[i].kernel) return call.refuse();
  }
  const bool padding_counts = call.node.int_or("count_include_pad", 0) != 0;
  // How many cells of an axis each window counts.
  std::vector<Wholes> counts;
  for (std::size_t i = 0; i < 2; ++i) {
    const auto& axis = slide->window[i];
    const auto low = padding_counts ? -axis.pad_begin : 0;
    const auto high = slide->before[i] + (padding_counts ? axis.pad_end : 0);
    Wholes line;
    for (std::int64_t j = 0; j < slide->behind[i]; ++j) {
      std::int64_t count = 0;
      for (std::int64_t k = 0; k < axis.kernel; ++k) {
        const auto at = j * axis.stride - axis.pad_begin + k * axis.dilation;
        count += at >= low && at < high ? 1 : 0;
      }
      if (count == 0) return call.refuse();
      line.push_back(count);
    }
    counts.push_back(std::move(line));
  }
  std::vector<float> shares;
  for (const auto rows : counts[0]) {
    for (const auto columns : counts[1]) {
      shares.push_back(1.0f / static_cast<float>(rows * columns));
    }
  }
  const std::vector<float> ones(static_cast<std::size_t>(channels * area), 1.0f);
  const auto share = call.floats({1, 1, slide->behind[0], slide->behind[1]}, shares);
  const auto kernel =
      call.floats({channels, 1, slide->window[0].kernel, slide->window[1].kernel}, ones);
  call.give(0, call.make("ConvTranspose", {call.multiply(call.gradient(), share), kernel},
                         transposed(*slide, channels)));
}

void depth_to_space(ReverseCall& call) {
  if (call.node.string_or("mode", "DCR") != "DCR") return call.refuse();
  call.give(0, call.make("SpaceToDepth", {call.gradient()},
                         {{"blocksize", call.node.int_or("blocksize", 1)}}));
}

void space_to_depth(ReverseCall& call) {
  call.give(0, call.make("DepthToSpace", {call.gradient()},
                         {{"blocksize", call.node.int_or("blocksize", 1)}}));
}

namespace {

// The rows of Resize along one axis: row j says what output cell j takes of each input cell.
// Nothing for a form that is not known. ONNX, docs/Operators.md, Resize.
std::optional<std::vector<float>> resize_rows(const ReverseCall& call, std::int64_t from,
                                              std::int64_t to, double scale) {
  const auto mode = call.node.string_or("mode", "nearest");
  const auto places = call.node.string_or("coordinate_transformation_mode", "half_pixel");
  const auto rule = call.node.string_or("nearest_mode", "round_prefer_floor");
  std::vector<float> rows(static_cast<std::size_t>(from * to), 0.0f);
  for (std::int64_t j = 0; j < to; ++j) {
    const auto cell = static_cast<double>(j);
    double at = 0;
    if (places == "half_pixel") {
      at = (cell + 0.5) / scale - 0.5;
    } else if (places == "pytorch_half_pixel") {
      at = to > 1 ? (cell + 0.5) / scale - 0.5 : 0;
    } else if (places == "asymmetric") {
      at = cell / scale;
    } else if (places == "align_corners") {
      at = to > 1 ? cell * static_cast<double>(from - 1) / static_cast<double>(to - 1) : 0;
    } else {
      return std::nullopt;
    }
    const auto row = [&](double place) -> float& {
      const auto held = std::clamp(place, 0.0, static_cast<double>(from - 1));
      return rows[static_cast<std::size_t>(j * from + static_cast<std::int64_t>(held))];
    };
    if (mode == "linear") {
      const double share = at - std::floor(at);
      row(std::floor(at)) += static_cast<float>(1 - share);
      row(std::floor(at) + 1) += static_cast<float>(share);
    } else if (mode == "nearest") {
      double place = std::ceil(at - 0.5);
      if (rule == "floor") place = std::floor(at);
      if (rule == "ceil") place = std::ceil(at);
      if (rule == "round_prefer_ceil") place = std::floor(at + 0.5);
      row(place) += 1;
    } else {
      return std::nullopt;
    }
  }
  return rows;
}

}  // namespace

// Resizing is a matrix along each axis; it goes back by the transposed ones.
void resize(ReverseCall& call) {
  const Shape* x = call.shape(0);
  const Shape* y = call.out_shape();
  if (x == nullptr || x->size() != 4 || !known_sides(*x, 2)) return call.refuse_shape(call.in(0));
  if (y == nullptr || y->size() != 4 || !known_sides(*y, 2)) return call.refuse_shape(call.out());
  const bool plain = call.node.int_or("antialias", 0) == 0 && call.node.ints_or("axes", {}).empty();
  if (!plain || (*x)[1] != (*y)[1]) return call.refuse();
  std::vector<float> scales;
  if (const Tensor* stated = call.constant(2)) scales = as_floats(*stated);
  if (!scales.empty() && scales.size() != 4) return call.refuse();
  if (scales.empty() && !call.in(2).empty() && call.in(3).empty()) return call.refuse();
  std::string g = call.gradient();
  constexpr std::int64_t kMostCells = 1 << 22;
  for (std::size_t axis = 2; axis < 4; ++axis) {
    const auto from = (*x)[axis].value;
    const auto to = (*y)[axis].value;
    const double scale = scales.empty() ? static_cast<double>(to) / static_cast<double>(from)
                                        : static_cast<double>(scales[axis]);
    if (from > kMostCells / to || !(scale > 0)) return call.refuse();
    const auto rows = resize_rows(call, from, to, scale);
    if (!rows) return call.refuse();
    if (axis == 3) {  // [.., to] times [to, from]
      g = call.make("MatMul", {g, call.floats({to, from}, *rows)});
      continue;
    }
    std::vector<float> columns(rows->size());  // [from, to] times [.., to, width]
    for (std::int64_t j = 0; j < to; ++j) {
      for (std::int64_t i = 0; i < from; ++i) {
        columns[static_cast<std::size_t>(i * to + j)] =
            (*rows)[static_cast<std::size_t>(j * from + i)];
      }
    }
    g = call.make("MatMul", {call.floats({from, to}, columns), g});
  }
  call.give(0, g);
}

}  // namespace lesion::onnx::reverse_rule
