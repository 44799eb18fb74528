#version 300 es
// One filter's map over the region that the network saw. The reference is core/maps/overlay.h:
// overlay_colour and blend_overlay; blending is left to the framebuffer (source alpha).
// R32F cannot be filtered without an extension, so the bilinear sample is made here: cell i has
// its centre at (i + 0.5) / size, the edge repeats.
precision highp float;
precision highp int;
precision highp sampler2DArray;
uniform sampler2DArray maps;
uniform int filter_index;
uniform vec2 scale;      // low, high
uniform float opacity;
uniform bool exact;      // whole cells instead of the bilinear sample
uniform int palette;     // 0 the paper's green, 1 blue to yellow, 2 signed
uniform bool fill;       // false: contour lines only
uniform vec4 contours;   // positions of the scale to draw lines at; 0 = none
uniform vec2 contour_step;  // width of a line's side, in parts of the region
in highp vec2 at;        // 0..1 over the region
out vec4 colour;

// Spelled out in bits: isnan and isinf may be optimised away.
bool is_finite(float value) { return (floatBitsToUint(value) & 0x7f800000u) != 0x7f800000u; }

float cell(ivec2 place, ivec2 size) {
  return texelFetch(maps, ivec3(clamp(place, ivec2(0), size - 1), filter_index), 0).r;
}

// What is not a finite number is drawn as nothing.
float position(float value) {
  if (!is_finite(value) || !(scale.y > scale.x)) return 0.0;
  return clamp((value - scale.x) / (scale.y - scale.x), 0.0, 1.0);
}

float response(vec2 at) {
  ivec2 size = textureSize(maps, 0).xy;
  vec2 place = at * vec2(size);
  if (exact) return position(cell(ivec2(floor(place)), size));
  place -= 0.5;
  ivec2 corner = ivec2(floor(place));
  vec2 part = place - vec2(corner);
  float a = cell(corner, size);
  float b = cell(corner + ivec2(1, 0), size);
  float c = cell(corner + ivec2(0, 1), size);
  float d = cell(corner + ivec2(1, 1), size);
  if (!is_finite(a) || !is_finite(b) || !is_finite(c) || !is_finite(d)) return 0.0;
  return position(mix(mix(a, b, part.x), mix(c, d, part.x), part.y));
}

vec3 ramp(float t) {
  if (palette == 0) return mix(vec3(120.0, 220.0, 120.0), vec3(0.0, 100.0, 0.0), t) / 255.0;
  if (palette == 2) return t >= 0.5 ? vec3(1.0, 140.0 / 255.0, 20.0 / 255.0) : vec3(40.0 / 255.0, 120.0 / 255.0, 1.0);
  return mix(vec3(0.0, 70.0, 180.0), vec3(255.0, 225.0, 40.0), t) / 255.0;
}

float strength(float t) { return palette == 2 ? abs(2.0 * t - 1.0) : t; }

// core's contour_side and contour_colour.
vec4 contour(float t) {
  if (contours == vec4(0.0)) return vec4(0.0);
  vec4 around = vec4(response(clamp(at - vec2(contour_step.x, 0.0), 0.0, 1.0)),
                     response(clamp(at + vec2(contour_step.x, 0.0), 0.0, 1.0)),
                     response(clamp(at - vec2(0.0, contour_step.y), 0.0, 1.0)),
                     response(clamp(at + vec2(0.0, contour_step.y), 0.0, 1.0)));
  float least = min(min(around.x, around.y), min(around.z, around.w));
  float greatest = max(max(around.x, around.y), max(around.z, around.w));
  vec4 line = vec4(0.0);
  for (int i = 0; i < 4; ++i) {
    float level = contours[i];
    if (level <= 0.0) continue;
    if (t >= level && least < level) return vec4(1.0, 1.0, 1.0, 0.9);
    if (t < level && greatest >= level) line = vec4(0.0, 0.0, 0.0, 0.55);
  }
  return line;
}

void main() {
  float t = response(at);
  vec4 line = contour(t);
  // The line over the fill, as one colour: the framebuffer blends once.
  float below = fill ? strength(t) * opacity * (1.0 - line.a) : 0.0;
  float alpha = line.a + below;
  colour = vec4(alpha > 0.0 ? (line.rgb * line.a + ramp(t) * below) / alpha : vec3(0.0), alpha);
}
