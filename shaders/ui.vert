#version 300 es
// Panels and text as Dear ImGui lays them out: positions in device pixels from the top left.
layout(location = 0) in vec2 place;
layout(location = 1) in vec2 texel;
layout(location = 2) in vec4 tint;
uniform vec2 canvas;
out highp vec2 at;
out mediump vec4 shade;

void main() {
  at = texel;
  shade = tint;
  vec2 clip = place / canvas * 2.0 - 1.0;
  gl_Position = vec4(clip.x, -clip.y, 0.0, 1.0);
}
