// Which of this machine's network addresses leads to another machine.
#pragma once

#include <string>

namespace lesion {

// The address, in numbers, from which packets to `host` (a name or address) leave; nothing is sent.
// Empty where the name is not known or no route leads there.
std::string own_address_towards(const std::string& host, int port);

}  // namespace lesion
