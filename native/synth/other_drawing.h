// What the images that are no dermoscopy are drawn by (private to this room).
#pragma once

#include <cstdint>
#include <span>

#include "core/synth/exact.h"
#include "core/synth/plane.h"
#include "native/synth/scene.h"

namespace lesion::synth {

// Any colour, grey as often as not where `muted`.
Colour any_colour(Random& random, bool muted = false);
Colour mixed(const Colour& from, const Colour& to, double share);

// Colours what a plane covers.
void paint(Scene& scene, const Plane& plane, const Colour& colour, double strength = 1.0);
// An upright rectangle, pixels.
void paint_box(Scene& scene, double x, double y, double width, double height, const Colour& colour);
// Words of pseudo-letters in lines, in a box in pixels; `size`: of a letter.
void paint_text(Scene& scene, Random& random, double x, double y, double width, double height,
                double size, const Colour& ink);

void draw_objects(Scene& scene, Random& random);
void draw_scene(Scene& scene, Random& random);
void draw_clinical(Scene& scene, Random& random);

}  // namespace lesion::synth
