import Foundation
import TestSupport
import Testing

@Suite("The reference")
struct ReferenceTests {
  /// Topic → the page's name in docs/, as the index lists them.
  static func topics() throws -> [(topic: String, file: String)] {
    try BuiltProgram.run(["reference"]).output.matches(of: /`halfopen reference (\w+)` \| \[([\w.-]+)\]/)
      .map { (String($0.1), String($0.2)) }
  }

  @Test("docs/ holds what the reference prints, page by page")
  func pages() throws {
    // Rules out a manual that is behind the catalogs, and a page after which the prompt stands in its last line.
    let topics = try Self.topics()
    #expect(topics.count >= 7)
    var pages = [(file: "reference.md", arguments: ["reference"])]
    pages += topics.map { ($0.file, ["reference", $0.topic]) }
    for page in pages {
      let printed = try BuiltProgram.run(page.arguments)
      #expect(printed.status == 0)
      #expect(printed.output.hasSuffix("\n"), "\(page.file)")
      try Golden.compare(printed.output, with: "docs/\(page.file)")
    }
  }

  /// What stands in a form for something that the lab chooses.
  static let values = [
    "PROCESS": "client", "HOST": "server", "PACKETS": "client > server data", "MOMENT": "unplug", "N": "2",
    "TIME": "3s", "HOW-LONG": "3s ± 20%", "BYTES": "10", "STATE": "ESTABLISHED", "ERRNO": "ECONNRESET",
    "OPERATION": "receive", "NFT-MATCH": "tcp dport 7000", "STATUS": "3", "MTU": "1400",
    "OTHER-HOST": "client", "ITS-PROCESS": "service", "PLACE": "server", "OTHER-PROCESS": "service",
    "PACKET": "client > server reset", "HOST-OR-PROCESS": "server", "FAULT": "unplug",
  ]

  /// `drop|reject: NFT-MATCH` becomes two forms, each with values in it.
  static func written(_ form: String) -> [String] {
    guard let choice = form.firstMatch(of: /[A-Za-z0-9-]+(?:\|[A-Za-z0-9-]+)+/) else {
      return [
        form.replacing(", …", with: "").replacing(/\b[A-Z][A-Z-]*\b/) { values[String($0.0)] ?? String($0.0) }
      ]
    }
    return choice.0.split(separator: "|").flatMap {
      written(form.replacingCharacters(in: choice.range, with: $0))
    }
  }

  /// The forms in a page's code blocks; a whole lab is an example, not a form.
  static func forms(of topic: String) throws -> [String] {
    try ReferencePage.codeBlocks(of: topic).filter { !$0.hasPrefix("title: ") }.flatMap {
      $0.split(separator: "\n").map(String.init)
    }
  }

  static func lab(steps: String, expect: String) -> String {
    """
    title: Forms of the reference
    hosts: { client: {}, server: {} }
    processes:
      client: { on: client, socket: [ connect server:7000, wait, receive ] }
      service: { on: server, socket: [ listen 7000 ] }
    steps: [ { \(steps) } ]
    expect: [ { \(expect) } ]

    """
  }

  @Test(
    "Every form that the reference shows is one that a lab file may use",
    arguments: ["steps", "faults", "expectations"])
  func formsAreAccepted(topic: String) throws {
    // Rules out a usage line with a key that was renamed, or that was never there.
    let folder = try BuiltProgram.temporaryFolder()
    defer { BuiltProgram.remove(folder) }
    let forms = try Self.forms(of: topic)
    #expect(forms.count >= 5)
    for (index, form) in forms.flatMap(Self.written).enumerated() {
      let isStep = topic != "expectations"
      let text = Self.lab(
        steps: isStep ? form : "unplug: server", expect: isStep ? "packets: { none: [ fin ] }" : form)
      try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(index).yaml"))
    }
    let result = try BuiltProgram.run(["validate", folder])
    #expect(result.status == 0, "\(result.errors)")
  }

  @Test("Every example of the notation is read as it is explained to be")
  func notation() throws {
    // Rules out an example that a reader copies and that is refused.
    let page = try BuiltProgram.run(["reference", "notation"]).output
    let table = try #require(page.firstMatch(of: /\| example \| in words \|\n.*\n((?:\| `.*\n)+)/))
    let examples = table.1.matches(of: /\| `([^`]*)` \|/).map { String($0.1) }
    #expect(examples.count >= 5)
    let folder = try BuiltProgram.temporaryFolder()
    defer { BuiltProgram.remove(folder) }
    for (index, example) in examples.enumerated() {
      let text = Self.lab(
        steps: "unplug: server", expect: "packets: { after: unplug, sequence: [ \(example) ] }")
      try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(index).yaml"))
    }
    let result = try BuiltProgram.run(["validate", folder])
    #expect(result.status == 0, "\(result.errors)")
  }

  @Test("Every moment of the notation is one that an expectation takes")
  func moments() throws {
    // Rules out a moment that the reference leaves out, and one that it shows and that is refused.
    let page = try BuiltProgram.run(["reference", "notation"]).output
    let table = try #require(page.firstMatch(of: /\| moment \| when \|\n.*\n((?:\| `.*\n?)+)/))
    let moments = table.1.matches(of: /\| `([^`]*)` \|/).map { String($0.1) }
    for form in ["arrival of ", "start of ", "call:", "socket:", "exited:"] {
      #expect(moments.contains { $0.contains(form) }, "\(form)")
    }
    let steps = ["start client", "wait", "kill", "power-off", "1st unplug", "2nd unplug"]
    let text = """
      title: Moments
      hosts: { client: {}, server: {} }
      processes: { client: { on: client, socket: [ connect server:7000, receive ] } }
      steps: [ start: client, wait: 1s, kill: client, power-off: client, unplug: server, unplug: server ]
      expect: [ order: [ \((moments + steps).joined(separator: ", ")) ] ]

      """
    let folder = try BuiltProgram.temporaryFolder()
    defer { BuiltProgram.remove(folder) }
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/moments.yaml"))
    let result = try BuiltProgram.run(["validate", folder])
    #expect(result.status == 0, "\(result.errors)")
  }
}
