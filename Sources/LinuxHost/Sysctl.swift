/// Kernel parameters of the calling thread's network namespace. Source: sysctl(8), proc_sys(5).
package enum Sysctl {
  /// `net.ipv4.tcp_retries2` → `/proc/sys/net/ipv4/tcp_retries2`; nil for what cannot be a key.
  package static func path(of key: String) -> String? {
    let parts = key.split(separator: ".", omittingEmptySubsequences: false)
    let allowed = parts.allSatisfy { part in
      !part.isEmpty
        && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }
    }
    return parts.count >= 2 && allowed ? "/proc/sys/" + parts.joined(separator: "/") : nil
  }

  /// Writes a value; the kernel may refuse late, so read it back.
  package static func write(_ key: String, _ value: String) throws(SystemCallError) {
    let file = try Descriptor.open(path(of: key) ?? key, flags: .writeOnly)
    try file.writeAll(value + "\n")
  }

  /// The value with its fields one space apart.
  package static func read(_ key: String) throws(SystemCallError) -> String {
    let bytes = try Descriptor.open(path(of: key) ?? key, flags: .readOnly).readAllFromStart()
    return normalized(String(decoding: bytes, as: UTF8.self))
  }

  /// No interface made from now on has IPv6; loopback, which is there already, keeps it.
  ///
  /// Not `conf.all`: its writer does not sleep until the kernel's lock of all interfaces is free but tries again and
  /// again, which took a seventh of both processors where many worlds were made at once.
  /// Source: `addrconf_disable_ipv6` (net/ipv6/addrconf.c), `restart_syscall`.
  package static func disableIPv6OfNewInterfaces() throws(SystemCallError) {
    try write("net.ipv6.conf.default.disable_ipv6", "1")
  }

  package static func normalized(_ value: String) -> String {
    value.split { $0 == " " || $0 == "\t" || $0 == "\n" }.joined(separator: " ")
  }
}
