#version 300 es
// The picture as it is: no colour management, no filter beyond the texture's own.
precision highp float;
uniform sampler2D picture;
in highp vec2 at;
out vec4 colour;

void main() { colour = vec4(texture(picture, at).rgb, 1.0); }
