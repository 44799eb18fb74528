// The keys that walk the focus through what can be pressed on the canvas.
#pragma once

#include <string>
#include <string_view>

namespace lesion::viewer {

class App;

// Once: the walk ends where the canvas loses the focus of the page.
void connect_focus_keys(App& app, const std::string& canvas_selector);

// Tab and Shift+Tab walk while the canvas has the focus of the page; while an item has it, the
// arrow keys go to the item beside it, Enter presses it, and Escape gives the keys back: the next
// Tab is the page's again, as beyond the first and the last item. False where the key is not for
// the walk.
bool walk_by_key(App& app, std::string_view key, bool shift);

}  // namespace lesion::viewer
