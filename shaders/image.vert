#version 300 es
// A rectangle without buffers: corners from the vertex number. `rect` is left, top, width, height
// in device pixels from the top left of the canvas; `canvas` its size.
uniform vec4 rect;
uniform vec2 canvas;
out highp vec2 at;  // 0..1 over the rectangle, y downwards

void main() {
  at = vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1));
  vec2 place = (rect.xy + at * rect.zw) / canvas * 2.0 - 1.0;
  gl_Position = vec4(place.x, -place.y, 0.0, 1.0);
}
