/// The targets of Package.swift, in its order.
///
/// Read from the text: asking SwiftPM would wait for the lock that `swift test` holds.
struct PackageManifest {
  struct Target: Equatable {
    /// `target`, `executableTarget`, `systemLibrary` or `testTarget`.
    var kind: String
    var name: String
    /// Modules of ours and products of others, by their module's name.
    var dependencies: [String]
    /// What stands after `swiftSettings:`; nil for C.
    var settings: String?

    /// Whether it is tests, or what only they use.
    var isOfTests: Bool { kind == "testTarget" || name == "TestSupport" }
    var folder: String { "\(isOfTests ? "Tests" : "Sources")/\(name)" }
  }

  var targets: [Target]
  /// The modules of other packages that a dependency may name.
  var products: [String]

  init(_ text: String) {
    let product = /let\s+(\w+):\s*Target\.Dependency\s*=\s*\.product\(name:\s*"(\w+)"/
    let names = Dictionary(
      text.matches(of: product).map { (String($0.1), String($0.2)) }, uniquingKeysWith: { first, _ in first })
    self.products = names.values.sorted()
    self.targets = text.matches(of: /\.(target|executableTarget|systemLibrary|testTarget)\(/).compactMap {
      match in
      let arguments = Self.balanced(text[match.range.upperBound...])
      guard let name = arguments.firstMatch(of: /name:\s*"([\w-]+)"/) else { return nil }
      let list = arguments.firstMatch(of: /dependencies:\s*\[([^\]]*)\]/)?.1 ?? ""
      return Target(
        kind: String(match.1), name: String(name.1),
        dependencies: list.matches(of: /"([\w-]+)"|(\w+)/).compactMap { dependency in
          dependency.1.map(String.init) ?? dependency.2.map { names[String($0)] ?? String($0) }
        },
        settings: arguments.firstMatch(of: /swiftSettings:\s*(\w+)/).map { String($0.1) })
    }
  }

  /// Everything that a target can reach, itself included.
  func reach(of name: String) -> Set<String> {
    var found: Set<String> = []
    var left = [name]
    while let next = left.popLast() {
      if found.insert(next).inserted { left += targets.first { $0.name == next }?.dependencies ?? [] }
    }
    return found
  }

  /// The modules that hold our code: all targets but the tests and what only they use.
  var modules: [Target] { targets.filter { !$0.isOfTests } }

  /// From behind an opening parenthesis up to the one that closes it.
  private static func balanced(_ text: Substring) -> Substring {
    var depth = 1
    for index in text.indices {
      if text[index] == "(" { depth += 1 }
      if text[index] == ")" { depth -= 1 }
      if depth == 0 { return text[..<index] }
    }
    return text
  }
}
