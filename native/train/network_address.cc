#include "native/train/network_address.h"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

namespace lesion {

std::string own_address_towards(const std::string& host, int port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_DGRAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) return {};
  std::string own;
  for (const addrinfo* at = found; at != nullptr && own.empty(); at = at->ai_next) {
    const int file = ::socket(at->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (file < 0) continue;
    sockaddr_storage name{};
    socklen_t length = sizeof name;
    std::array<char, 256> text{};
    // Of a datagram socket this only asks for the route.
    if (::connect(file, at->ai_addr, at->ai_addrlen) == 0 &&
        ::getsockname(file, reinterpret_cast<sockaddr*>(&name), &length) == 0 &&
        ::getnameinfo(reinterpret_cast<const sockaddr*>(&name), length, text.data(), text.size(),
                      nullptr, 0, NI_NUMERICHOST) == 0) {
      own = text.data();
    }
    ::close(file);
  }
  ::freeaddrinfo(found);
  return own;
}

}  // namespace lesion
