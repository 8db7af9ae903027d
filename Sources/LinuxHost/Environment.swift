internal import Glibc

/// This process's environment.
package enum Environment {
  /// `NAME=value` each.
  package static var all: [String] {
    var found: [String] = []
    var entry = environ
    while let text = entry.pointee {
      found.append(String(cString: text))
      entry += 1
    }
    return found
  }

  /// What a program needs to find others, and to speak to people in their language; of the rest, which may be
  /// secrets, only what is asked for.
  ///
  /// - Parameter names: Further variables.
  package static func cleaned(keeping names: [String] = []) -> [String] {
    let kept = Set(common + names)
    return all.filter { entry in
      let name = String(entry.prefix { $0 != "=" })
      return kept.contains(name) || prefixes.contains { name.hasPrefix($0) }
    }
  }

  private static let common = [
    "PATH", "HOME", "USER", "LOGNAME", "SHELL", "TERM", "LANG", "LANGUAGE", "TZ", "LD_LIBRARY_PATH",
    "ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS",
  ]
  private static let prefixes = ["LC_", "HALFOPEN_"]

  /// The folder that this process is in, or "/" where that is gone.
  package static var workingDirectory: String {
    guard let path = getcwd(nil, 0) else { return "/" }
    defer { free(path) }
    return String(cString: path)
  }

  package static func value(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    return String(cString: value)
  }
}
