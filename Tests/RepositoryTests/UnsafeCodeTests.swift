import Testing

@Suite("The pure and the unsafe are apart")
struct UnsafeCodeTests {
  /// The only modules of Swift code that may touch raw memory.
  static let unsafeModules: Set<String> = ["LinuxHost", "PacketCapture", "PeerRuntime"]
  /// No kernel, no C, no raw memory: the same input gives the same output.
  static let pureModules: Set<String> = [
    "WireFormat", "CaptureFormat", "LabModel", "TCPAnalysis", "LabFile", "Evidence", "Expectations",
    "Reports", "TCPTimers",
  ]

  let manifest: PackageManifest

  init() throws {
    self.manifest = PackageManifest(try Repository.source("Package.swift"))
  }

  @Test("The pure modules, and only they, keep strict memory safety")
  func pureModulesAreStrict() throws {
    // Rules out that the compiler's check is dropped to make a build pass.
    #expect(Set(manifest.modules.filter { $0.settings == "pure" }.map(\.name)) == Self.pureModules)
    #expect(
      try Repository.source("Package.swift").contains(
        "let pure: [SwiftSetting] = common + [.strictMemorySafety()]"))
  }

  @Test("A pure module reaches only pure modules, and no C library")
  func pureModulesReachPureModules() throws {
    // Rules out a pure module that calls the kernel by way of another, or of the C library.
    for name in Self.pureModules {
      let reach = manifest.reach(of: name).subtracting(manifest.products)
      #expect(reach.isSubset(of: Self.pureModules), "\(name)")
      for path in try Repository.files(below: "Sources/\(name)", ending: ".swift") {
        let imports = try Repository.swift(path).imports
        #expect(!imports.contains { $0.module == "Glibc" }, "\(path)")
      }
    }
  }

  @Test("Unsafe code stands only in the modules that are there for it")
  func unsafeCodeIsConfined() throws {
    // Rules out a raw pointer that crosses a module's boundary and is used on the other side.
    var problems: [String] = []
    for target in manifest.modules where !Self.unsafeModules.contains(target.name) {
      for path in try Repository.files(below: "Sources/\(target.name)", ending: ".swift") {
        problems += Self.unsafeLines(try Repository.swift(path)).map { "\(path):\($0)" }
      }
    }
    #expect(problems == [])
  }

  @Test("The words of unsafe code are recognized")
  func recognition() {
    // Rules out a check that finds nothing anywhere.
    let sample = SwiftSource(
      """
      let a = unsafe b
      func c(_ d: UnsafeMutableRawPointer) {}
      e.withUnsafeBytes { _ in }
      nonisolated(unsafe) var f = 0
      Unmanaged.passRetained(g)
      let h: OpaquePointer
      // unsafe
      let isUnsafe = "unsafe"
      """)
    #expect(Self.unsafeLines(sample) == [1, 2, 3, 4, 5, 6])
  }

  private static func unsafeLines(_ source: SwiftSource) -> [Int] {
    let words = /\bunsafe\b|\bUnsafe\w*Pointer\b|\bwithUnsafe\w+|\bUnmanaged\b|\bOpaquePointer\b/
      .wordBoundaryKind(.simple)
    return source.code.indices.filter {
      source.code[$0].holdsOne(of: ["nsafe", "Unmanaged", "OpaquePointer"])
        && source.code[$0].firstMatch(of: words) != nil
    }.map { $0 + 1 }
  }
}
