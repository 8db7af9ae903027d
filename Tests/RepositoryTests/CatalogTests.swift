import Testing

@Suite("Folders and catalogs")
struct CatalogTests {
  /// A folder whose every file is one entry of a list.
  struct Pair: Sendable, CustomTestStringConvertible {
    var module: String
    var folder: String
    var catalog: String

    var path: String { "Sources/\(module)/\(folder)" }
    var testDescription: String { "\(path) and \(catalog)" }
  }

  static let pairs = [
    Pair(module: "Faults", folder: "Catalog", catalog: "FaultCatalog"),
    Pair(module: "Expectations", folder: "Catalog", catalog: "ExpectationCatalog"),
    Pair(module: "Reports", folder: "Formats", catalog: "ReportCatalog"),
    Pair(module: "PeerRuntime", folder: "Operations", catalog: "PeerOperationCatalog"),
    Pair(module: "TCPAnalysis", folder: "Classes", catalog: "PacketClassCatalog"),
    Pair(module: "LabRunner", folder: "Waits", catalog: "WaitCatalog"),
  ]

  @Test("Every file of a folder has its line in the catalog, and every line its file", arguments: pairs)
  func catalogIsComplete(_ pair: Pair) throws {
    // Rules out a fault (class, format, …) that is written, tested alone, and never offered.
    let catalogs = try Repository.files(below: "Sources/\(pair.module)", ending: "/\(pair.catalog).swift")
    // Neither is there yet: nothing to compare. One of them without the other is a mistake.
    guard let catalog = catalogs.first else {
      #expect(!Repository.isFolder(pair.path), "\(pair.path) has no \(pair.catalog).swift")
      return
    }
    let code = try Repository.swift(catalog).code.joined(separator: "\n")
    let words = Set(code.matches(of: /\b[A-Z]\w*/.wordBoundaryKind(.simple)).map { String($0.0) })
    var types: Set<String> = []
    for path in try Repository.files(below: pair.path, ending: ".swift") where !path.contains("+") {
      let type = try #require(try Repository.swift(path).mainType, "\(path) declares no type")
      types.insert(type)
      #expect(words.contains(type), "\(path): \(type) is missing in \(catalog)")
    }
    #expect(!types.isEmpty, "\(pair.path) holds no file")
    for entry in code.matches(of: /\b([A-Z]\w*)(?:\.self|\(\))/.wordBoundaryKind(.simple)).map({
      String($0.1)
    }) {
      #expect(types.contains(entry), "\(catalog): \(entry) has no file in \(pair.path)")
    }
  }

  @Test("Every subcommand is offered by the root command")
  func subcommands() throws {
    // Rules out a command that exists and cannot be called.
    let root = try Repository.source("Sources/halfopen/HalfopenCommand.swift")
    for path in try Repository.files(below: "Sources/halfopen/Commands", ending: "Command.swift") {
      let type = try #require(try Repository.swift(path).mainType)
      #expect(root.contains("\(type).self"), "\(path)")
    }
  }
}
