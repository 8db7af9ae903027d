import Testing

@Suite("Module arrows (docs/ARCHITECTURE.md)")
struct ModuleArrowsTests {
  static let systemModules: Set<String> = ["Glibc", "Synchronization", "FoundationEssentials"]
  /// What only one module may have besides: the library is for tests.
  static let ownSystemModules: [String: Set<String>] = ["HalfOpen": ["Testing"]]
  static let systemModulesOfTests: Set<String> = ["Testing", "Foundation"]

  let manifest: PackageManifest

  init() throws {
    self.manifest = PackageManifest(try Repository.source("Package.swift"))
  }

  @Test("A module depends only on modules that stand above it in Package.swift")
  func arrowsGoDown() {
    // Rules out a cycle, and an order that says nothing.
    var above = Set(manifest.products)
    var problems: [String] = []
    for target in manifest.targets {
      for dependency in target.dependencies where !above.contains(dependency) {
        problems.append("\(target.name) depends on \(dependency), which does not stand above it")
      }
      above.insert(target.name)
    }
    #expect(problems == [])
    #expect(manifest.modules.count > 15, "the manifest was not understood")
  }

  @Test("A file imports only what Package.swift lists for its module")
  func importsAreDeclared() throws {
    // Rules out undeclared imports, which SwiftPM lets through: they compile by luck of the build order.
    var problems: [String] = []
    var count = 0
    for target in manifest.targets {
      let own = target.isOfTests ? Self.systemModulesOfTests : Self.ownSystemModules[target.name] ?? []
      let allowed = Self.systemModules.union(target.dependencies).union(own)
      for path in try Repository.files(below: target.folder, ending: ".swift") {
        for (module, line) in try Repository.swift(path).imports {
          count += 1
          if !allowed.contains(module) {
            problems.append("\(path):\(line): \(target.name) may not import \(module)")
          }
        }
      }
    }
    #expect(problems == [])
    #expect(count > 10, "the imports were not found")
  }

  @Test("What Package.swift lists for a module, one of its files imports")
  func arrowsAreUsed() throws {
    // Rules out an arrow that the table shows and no code needs. TestSupport runs programs and imports none.
    for target in manifest.targets where target.name != "TestSupport" {
      let imported = try Repository.files(below: target.folder, ending: ".swift").flatMap {
        try Repository.swift($0).imports.map(\.module)
      }
      #expect(Set(target.dependencies).subtracting(imported).sorted() == [], "\(target.name)")
    }
  }

  @Test("Every folder in Sources is a target, and every target has its folder")
  func foldersAreTargets() throws {
    // Rules out a folder whose code is never built, and so never checked.
    #expect(try Repository.entries(of: "Sources") == manifest.modules.map(\.name).sorted())
  }

  @Test("Nothing that judges or renders can reach the kernel, and the runner cannot judge")
  func recordAndJudgeAreApart() {
    // Rules out a verdict that depends on anything but the record.
    for name in ["Expectations", "Reports", "Evidence"] {
      #expect(manifest.reach(of: name).isDisjoint(with: ["LinuxHost", "PacketCapture", "LabRunner"]))
    }
    #expect(manifest.reach(of: "LabRunner").isDisjoint(with: ["Expectations", "Reports"]))
  }

  @Test("The peer is small: it reaches neither Foundation nor the lab's machinery")
  func peerIsSmall() throws {
    // Rules out a peer that takes 8 ms to start instead of 2.
    let reach = manifest.reach(of: "halfopen-peer")
    #expect(reach == ["halfopen-peer", "PeerRuntime", "LabModel", "LinuxHost", "WireFormat", "CLinuxShims"])
    for name in reach {
      for path in try Repository.files(below: "Sources/\(name)", ending: ".swift") {
        let imported = try Repository.swift(path).imports.map(\.module)
        #expect(!imported.contains { $0.hasPrefix("Foundation") }, "\(path)")
      }
    }
  }

  @Test("The table of docs/ARCHITECTURE.md is the table of Package.swift")
  func architectureTable() throws {
    // Rules out a document that shows last year's house.
    let text = try Repository.source("docs/ARCHITECTURE.md")
    let rows = text.matches(of: /(?m)^\| (`[^|]+`) \|[^|]*\|([^|]*)\|$/).flatMap { row in
      let imports = row.2.matches(of: /`([\w-]+)`/).map { String($0.1) }
      return row.1.matches(of: /`([\w-]+)`/).map { (name: String($0.1), imports: imports.sorted()) }
    }.filter { row in manifest.modules.contains { $0.name == row.name } }
    #expect(rows.map(\.name) == manifest.modules.map(\.name))
    for (row, target) in zip(rows, manifest.modules) {
      #expect(row.imports == target.dependencies.sorted(), "\(target.name)")
    }
  }

  @Test("The manifest's reader sees lists over several lines, products and settings")
  func manifestReading() {
    // Rules out that a target which the reader does not understand is passed over.
    let sample = PackageManifest(
      """
      let yams: Target.Dependency = .product(name: "Yams", package: "yams")
      .systemLibrary(name: "C", providers: [.apt(["libc-dev"])]),
      .target(name: "A", swiftSettings: pure),
      .executableTarget(
        name: "b-tool",
        dependencies: [
          "A", "C", yams,
        ],
        swiftSettings: common)
      """)
    #expect(
      sample.targets == [
        .init(kind: "systemLibrary", name: "C", dependencies: [], settings: nil),
        .init(kind: "target", name: "A", dependencies: [], settings: "pure"),
        .init(
          kind: "executableTarget", name: "b-tool", dependencies: ["A", "C", "Yams"], settings: "common"),
      ])
    #expect(sample.reach(of: "b-tool") == ["b-tool", "A", "C", "Yams"])
  }
}
