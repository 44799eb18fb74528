#version 300 es
// A map on its own, bright on dark. Enlarged it is bilinear; reduced it takes the greatest of the
// cells that a pixel covers, so that a thin or small response is not lost.
precision highp float;
precision highp int;
precision highp sampler2DArray;
uniform sampler2DArray maps;
uniform int palette;
in highp vec2 at;
flat in highp int filter_index;
flat in highp vec2 scale;
out vec4 colour;

bool is_finite(float value) { return (floatBitsToUint(value) & 0x7f800000u) != 0x7f800000u; }

float cell(ivec2 place, ivec2 size) {
  float value = texelFetch(maps, ivec3(clamp(place, ivec2(0), size - 1), filter_index), 0).r;
  return is_finite(value) ? value : 0.0;
}

void main() {
  ivec2 size = textureSize(maps, 0).xy;
  vec2 place = at * vec2(size);
  // Cells that a pixel covers; the rectangle is never turned.
  float cells = max(abs(dFdx(place.x)), abs(dFdy(place.y)));
  float value;
  if (cells <= 1.0) {
    vec2 centre = place - 0.5;
    ivec2 corner = ivec2(floor(centre));
    vec2 part = centre - vec2(corner);
    value = mix(mix(cell(corner, size), cell(corner + ivec2(1, 0), size), part.x),
                mix(cell(corner + ivec2(0, 1), size), cell(corner + ivec2(1, 1), size), part.x),
                part.y);
  } else {
    int count = min(int(ceil(cells)), 8);
    ivec2 first = ivec2(floor(place - 0.5 * cells));
    value = 0.0;
    for (int y = 0; y < count; ++y) {
      for (int x = 0; x < count; ++x) value = max(value, cell(first + ivec2(x, y), size));
    }
  }
  float t = scale.y > scale.x ? clamp((value - scale.x) / (scale.y - scale.x), 0.0, 1.0) : 0.0;
  vec3 dark = vec3(13.0, 15.0, 14.0) / 255.0;
  vec3 bright = palette == 0 ? mix(vec3(10.0, 110.0, 35.0), vec3(90.0, 235.0, 110.0), t) / 255.0
                             : mix(vec3(0.0, 80.0, 200.0), vec3(255.0, 225.0, 40.0), t) / 255.0;
  colour = vec4(mix(dark, bright, min(1.0, t * 1.6)), 1.0);
}
