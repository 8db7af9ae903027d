import Glibc

/// A client that asks a server for a greeting: `greeter ADDRESS PORT SECONDS`.
///
/// It prints the answer and exits with 0, or says why there is none and exits with 1. It waits for the answer for
/// SECONDS at most; 0 waits for ever, which is what most programs do that never thought of it.
@main
struct Greeter {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count == 4, let seconds = Int(arguments[3]) else {
      fail("usage: greeter ADDRESS PORT SECONDS")
    }
    let connection = connected(to: arguments[1], port: arguments[2])
    var limit = timeval(tv_sec: seconds, tv_usec: 0)
    // tcp(7): without this, read() waits as long as the kernel believes in the connection.
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    guard send(connection, "hello\n", 6, Int32(MSG_NOSIGNAL)) == 6 else { fail("send") }
    var answer = [UInt8](repeating: 0, count: 100)
    let count = recv(connection, &answer, answer.count, 0)
    guard count >= 0 else { fail(errno == EAGAIN ? "no answer within \(seconds) s" : "receive") }
    guard count > 0 else { fail("the server closed the connection without an answer") }
    print(String(decoding: answer[..<count], as: UTF8.self))
  }

  private static func connected(to host: String, port: String) -> Int32 {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, port, &hints, &found) == 0, let address = found?.pointee else {
      fail("no such host: \(host)")
    }
    let descriptor = socket(address.ai_family, address.ai_socktype, address.ai_protocol)
    guard connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 else { fail("connect") }
    freeaddrinfo(found)
    return descriptor
  }

  private static func fail(_ what: String) -> Never {
    let reason = errno == 0 || what.contains(" ") ? "" : ": \(String(cString: strerror(errno)))"
    let text = "greeter: \(what)\(reason)\n"
    write(STDERR_FILENO, text, text.utf8.count)
    exit(1)
  }
}
