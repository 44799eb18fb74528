#version 300 es
// Many small maps in one draw call: one instance each.
layout(location = 0) in vec4 rect;   // left, top, width, height in device pixels
layout(location = 1) in vec3 which;  // filter, low, high
uniform vec2 canvas;
out highp vec2 at;
flat out highp int filter_index;
flat out highp vec2 scale;

void main() {
  at = vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1));
  filter_index = int(which.x);
  scale = which.yz;
  vec2 place = (rect.xy + at * rect.zw) / canvas * 2.0 - 1.0;
  gl_Position = vec4(place.x, -place.y, 0.0, 1.0);
}
