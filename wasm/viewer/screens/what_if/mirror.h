// The What if screen's part of the mirrored state, while it is shown:
//
//   whatIf {revision, wanted, off [[layer,filter],..], all (how many filters there are), by,
//     strokes (of the brush), stamps [what was laid on], before, after (null: not known yet),
//     current (after is of this try), crossing, canUndo, canRedo, brush, stamp (null: not in hand),
//     radius, side (image px), aim {x,y} or null, list, whole, opened,
//     effects {wanted, done (exact ones), estimated (others), of, first (how many are to be
//     measured), all (a person asked for all), stopped, noEstimate (why, or "")},
//     listed [[layer,filter,log-odds or null,estimate or null,1 where off,1 where estimated],..] as
//     far as it is shown, listedOf, concepts [{name, filters, off}],
//     beforeView (rect) or null, painted {x,y,width,height} image px or null}
#pragma once

#include "wasm/viewer/state/mirror_parts.h"
#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {

Json what_if_json(const ViewerState& state);

}  // namespace lesion::viewer
