import Testing

@Suite("Folders and catalogs")
struct CatalogTests {
  /// A folder whose every file is one entry of a list.
  struct Pair: Sendable, CustomTestStringConvertible {
    var folder: String
    var catalog: String

    var module: String { folder.split(separator: "/").prefix(2).joined(separator: "/") }
    var testDescription: String { "\(folder) and \(catalog)" }
  }

  static let pairs = [
    Pair(folder: "Sources/Faults/Catalog", catalog: "FaultCatalog"),
    Pair(folder: "Sources/Expectations/Catalog", catalog: "ExpectationCatalog"),
    Pair(folder: "Sources/Reports/Formats", catalog: "ReportCatalog"),
    Pair(folder: "Sources/PeerRuntime/Operations", catalog: "PeerOperationCatalog"),
    Pair(folder: "Sources/TCPAnalysis/Classes", catalog: "PacketClassCatalog"),
    Pair(folder: "Sources/Evidence/Referee/Rules", catalog: "RefereeCatalog"),
    Pair(folder: "Sources/LabRunner/Waits", catalog: "WaitCatalog"),
    Pair(folder: "Sources/HalfopenTool/Doctor/Checks", catalog: "MachineCheckCatalog"),
  ]

  @Test("Every file of a folder has its line in the catalog, and every line its file", arguments: pairs)
  func catalogIsComplete(_ pair: Pair) throws {
    // Rules out a fault (class, format, …) that is written, tested alone, and never offered.
    var entries: Set<String>?
    var catalogFile = ""
    for path in try Repository.files(below: pair.module, ending: ".swift") {
      if let found = Self.entries(of: pair.catalog, in: try Repository.swift(path)) {
        entries = Set(found)
        catalogFile = path
      }
    }
    guard let entries else {
      // Neither is there yet: nothing to compare. One of them without the other is a mistake.
      #expect(!Repository.isFolder(pair.folder), "\(pair.folder) has no \(pair.catalog).all")
      return
    }
    #expect(!entries.isEmpty, "\(pair.catalog).all was not understood")
    var declared: Set<String> = []
    for path in try Repository.files(below: pair.folder, ending: ".swift")
    where path != catalogFile && !path.contains("+") {
      let names = Self.declarations(in: try Repository.swift(path))
      declared.formUnion(names)
      #expect(!names.isDisjoint(with: entries), "\(path): \(pair.catalog).all in \(catalogFile) lacks it")
    }
    #expect(
      entries.subtracting(declared).sorted() == [], "\(catalogFile): these have no file in \(pair.folder)")
  }

  @Test("Every subcommand is offered by the root command")
  func subcommands() throws {
    // Rules out a command that exists and cannot be called.
    let root = try Repository.source("Sources/HalfopenTool/HalfopenCommand.swift")
    for path in try Repository.files(below: "Sources/HalfopenTool/Commands", ending: "Command.swift") {
      let type = try #require(try Repository.swift(path).mainType)
      #expect(root.contains("\(type).self"), "\(path)")
    }
  }

  @Test("Catalogs and their files are read in each form that they take")
  func reading() {
    // Rules out a catalog that seems complete because nothing of it was read.
    let types = SwiftSource(
      """
      package enum FaultCatalog {
        package static let all: [any Fault.Type] = [
          KillFault.self,  // CrashFault.self,
          FreezeFault.self, ThawFault.self,
        ]
      }
      """)
    #expect(Self.entries(of: "FaultCatalog", in: types) == ["KillFault", "FreezeFault", "ThawFault"])
    #expect(Self.entries(of: "Other", in: types) == nil)
    let values = SwiftSource("enum C {\n  static let all: [R] = [\n    .syn, .synAck,\n    Json(),\n  ]\n}\n")
    #expect(Self.entries(of: "C", in: values) == ["syn", "synAck", "Json"])
    let file = SwiftSource(
      "struct A {\n  struct Inner {}\n}\nextension R {\n  package static let b = R()\n}\n")
    #expect(Self.declarations(in: file) == ["A", "b"])
  }

  /// The first word of each element of the list `all` of a catalog; nil where the catalog is not in this file.
  private static func entries(of catalog: String, in source: SwiftSource) -> [String]? {
    guard let start = source.code.firstIndex(where: { $0.firstMatch(of: /enum (\w+) \{/)?.1 == catalog[...] })
    else { return nil }
    let text = source.code[start...].joined(separator: "\n")
    guard let list = text.firstMatch(of: /static let all\b[^=]*=\s*\[([^\]]*)\]/) else { return [] }
    return list.1.split(separator: ",").compactMap { $0.firstMatch(of: /\w+/).map { String($0.0) } }
  }

  /// The names of a file's own types, and of the values that its extensions add.
  private static func declarations(in source: SwiftSource) -> Set<String> {
    let type = /^(?:@\S+\s+)*(?:\w+\s+)*?(?:struct|enum|class|actor)\s+(\w+)/
    let value = /^  (?:\w+\s+)*?static let (\w+)/
    return Set(
      source.code.compactMap { line in
        (line.firstMatch(of: type)?.1 ?? line.firstMatch(of: value)?.1).map(String.init)
      })
  }
}
