// The state as the page sees it: for the HTML mirror, the address, and tests.
#pragma once

#include <string>

#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {

// JSON object:
//   screen "read"|"explore"|"sheet"|"compare"|"model"; oneImage, bareFirst (of its ScreenRules);
//   hasModel, hasImage, hasResult; modelName,
//   imageName, imageId;
//   probability, logits (as many as the network gives), threshold, positive (null without a
//   result); movedThreshold (null where the threshold is the model's own), thresholdMovable,
//   operating {sensitivity, specificity, data} there, or null; elsewhere
//   [{sensitivity, specificity, data}], the same on images of other clinics, the worst first;
//   layer, filter, layers, filters (counts); chosen: a person or the address chose the filter;
//   concept {name,strength,low,high,sure,group} what the filter responds to, as the model's card
//   and state/concepts.h have it, null for a nameless one; named: the card names a filter at least;
//   opacity 0..1, overlayBare (asked for where the image comes first), overlayVisible; scaleMode
//   asked for, scaleFrom the mode the scale really comes from, scaleLow, scaleHigh, exceeded (the
//   response goes beyond it); smoothing "smooth"|"exact"; palette; sort; only: the name whose
//   filters alone Explore shows, or null; imageOrder "newest"|"name"|"score", listing: another
//   number after every change of the list of images, which is told apart (Session::listed): it may
//   be long; contours (levels drawn), fill, markA, markB ({layer,filter} or null), jump (typed text
//   or null), hasWeights (of the layer), language, textScale, shortcuts; min, max, mean,
//   activeFraction, inactive, place (null without maps; place as core/maps/place.h names it),
//   lesionPlace: key of the words for where the response lies on the lesion, or null; zoom (CSS px
//   per image pixel), panX, panY (CSS px from the middle of the frame to the middle of the image),
//   fitted, imageRect {x,y,width,height} CSS px on the canvas (null without one), visible
//   {x,y,width,height} what of the image the pane shows, its pixels (null without one), view
//   {x,y,width,height} the image pane; crop {x,y,width,height} image pixels that a person asked for
//   (null: the model's own part), seen {x,y,width,height} what the estimate was made from (null
//   without one), seenKind "central"|"whole"|"moved", byRule: the estimate of the model's own part,
//   null where it was not asked; fitsLesion: that part is a square fitted to the lesion,
//   lesionShare what part of what was seen is lesion (null where none was found), central the
//   estimate of the image's middle beside it; cropPending: asked for and not answered yet,
//   cropTool; spread {lowest,highest,n} of the estimate or null, spreadPending: asked for and not
//   answered yet; masksWanted: masks are to be found; outlines: names of what can be outlined,
//   outline: the one that is, or null; warnings [{kind, concept, share, count, without}] as
//   state/masks.h has them, paintOver: the concept whose estimate without it is to be asked for, or
//   null; fitSquare: the square can be fitted to the lesion; abcd: there are measures, abcdShown;
//   outlineEdit {possible, shown, adds, radius, aim, strokes, revision, current, canUndo, refitted}
//   of the lesion's outline as a person corrects it (outline_edit.h): strokes on the image that is
//   shown, current: masks are of them, refitted: so is what the estimate was made from; corrected
//   [{id, crop, follows}]: images with strokes, the square asked for, and whether it follows them;
//   handScale {possible, shown, line: {x, y, toX, toY (image pixels), millimetres} or null}: the
//   scale that a person sets (hand_scale.h); pixelSize: millimetres of a pixel's side or null;
//   strongest [{layer,filter,place,lesionPlace,peak,usual,measured, also:
//   [[layer,filter]], concept, placeTold}], lesionPlace: key of the words for where it lies on the
//   lesion, or null; in Read's order, also: those that respond alike and
//   stand in its row, concept: as above, placeTold: the place belongs into the row; progress
//   {stage,done,total} or null; paneCount (of Compare: 2 or 4), compare, sheet (see the screens'
//   mirror.h); error sentence or ""; keysShown; probe: put on the image by keys; cell {x,y} of the
//   shown map that pointer or probe is on, or null.
std::string mirror_json(const ViewerState& state);

}  // namespace lesion::viewer
