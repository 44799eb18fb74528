#version 300 es
// The image as it is: no colour management, no filter beyond the texture's own.
precision highp float;
uniform sampler2D image;
in highp vec2 at;
out vec4 colour;

void main() { colour = vec4(texture(image, at).rgb, 1.0); }
