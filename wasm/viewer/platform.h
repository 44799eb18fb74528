// The browser's input, by html5.h, turned into actions and into what ImGui wants to know.
#pragma once

#include <string>

namespace lesion::viewer {

class App;

// Registers callbacks on the canvas (pointer, wheel, touch, context) and the document (keys).
// `app` must outlive the page.
void connect_platform(App& app, const std::string& canvas_selector);

// True where the first pointer is a finger (phones, tablets).
bool finger_first();

// Gives the canvas the pointer's shape that ImGui asked for in the last frame.
void show_cursor(const std::string& canvas_selector);

}  // namespace lesion::viewer
