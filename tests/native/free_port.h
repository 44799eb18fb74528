// A port of this machine that nobody listens on.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace lesion {

inline int free_port() {
  const int file = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof name;
  int port = 0;
  if (::bind(file, reinterpret_cast<sockaddr*>(&name), length) == 0 &&
      ::getsockname(file, reinterpret_cast<sockaddr*>(&name), &length) == 0) {
    port = ntohs(name.sin_port);
  }
  ::close(file);
  return port;
}

}  // namespace lesion
