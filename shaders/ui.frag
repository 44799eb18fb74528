#version 300 es
// Text, shapes and small images of the panels.
precision mediump float;
uniform sampler2D glyphs;
in highp vec2 at;
in mediump vec4 shade;
out vec4 colour;

void main() { colour = shade * texture(glyphs, at); }
