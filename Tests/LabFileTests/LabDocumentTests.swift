import Foundation
import LabFile
import LabModel
import Testing

@Suite("Lab files")
struct LabDocumentTests {
  static let whole = """
    title: Everything that a lab may say
    claims:
      - text: "A claim: with a colon"
        source: A§3
        test:
          - socket: { host: server, state: ESTABLISHED, at: end }
    hosts:
      client:
        sysctl: { net.ipv4.tcp_syn_retries: 1 }
        sysctl-if-present: { net.ipv4.tcp_syn_linear_timeouts: 0 }
      server:
      third-host: { ipv6: true }
    processes:
      server: { on: server, socket: [ listen 7000, accept, receive 10 ] }
      tool: { on: client, command: [ nc, -z, server, 7000 ] }
    faults:
      - unplug: third-host
    steps:
      - start: server
      - wait: 1.5s
      - power-off: server
    expect:
      - packets: { after: power-off, none: any }
    slow: 2h12m
    """

  func document(_ text: String) throws -> LabDocument {
    try LabDocument(
      parsing: Array(text.utf8), file: "labs/theme/case.yaml", name: "theme/case",
      vocabulary: TestVocabulary.full, sources: LabSources(titles: ["A": "First"]))
  }

  @Test("Every part of a lab arrives in the model")
  func everyPart() throws {
    // Rules out a key that is accepted and then forgotten.
    let labs = try document(Self.whole).labs
    let lab = try #require(labs.first)
    #expect(labs.count == 1)
    #expect(lab.name == "theme/case" && lab.variant == nil && lab.title == "Everything that a lab may say")
    #expect(lab.claims.map(\.text) == ["A claim: with a colon"])
    #expect(lab.claims.map(\.source) == ["A§3"])
    #expect(lab.claims.first?.test.map(\.kind) == ["socket"])
    #expect(lab.hosts.map(\.name) == ["client", "server", "third-host"])
    #expect(lab.hosts.map(\.ipv6) == [false, false, true])
    #expect(
      lab.hosts[0].sysctls.map { "\($0.key)=\($0.value) \($0.onlyIfPresent)" } == [
        "net.ipv4.tcp_syn_retries=1 false", "net.ipv4.tcp_syn_linear_timeouts=0 true",
      ])
    #expect(lab.processes.map(\.host) == ["server", "client"])
    guard case .socket(let instructions) = lab.processes[0].program else {
      Issue.record("the server is no peer")
      return
    }
    #expect(instructions.map(\.scalar) == ["listen 7000", "accept", "receive 10"])
    #expect(lab.processes[1].program == .command(["nc", "-z", "server", "7000"]))
    #expect(lab.faults.map(\.text) == ["unplug: third-host"])
    #expect(lab.steps.map(\.text) == ["start: server", "wait: 1.5s", "power-off: server"])
    #expect(lab.expectations.map(\.text) == ["packets: { after: power-off, none: any }"])
    #expect(lab.slow == .seconds(7920))
  }

  @Test("Steps carry their line and column")
  func positions() throws {
    // Rules out places that are off by one, or those of the list instead of the item.
    let lab = try #require(try document(Self.whole).labs.first)
    #expect(lab.steps[1].position == SourcePosition(file: "labs/theme/case.yaml", line: 20, column: 5))
    #expect(
      lab.steps[1].parameters.position == SourcePosition(file: "labs/theme/case.yaml", line: 20, column: 11))
  }

  @Test("Lines that end in CR LF give the same lab")
  func carriageReturns() throws {
    // Rules out a carriage return that becomes part of a value.
    let plain = try document(Self.whole)
    let windows = try document(Self.whole.replacing("\n", with: "\r\n"))
    #expect(plain.labs == windows.labs)
  }

  @Test("A byte order mark is no part of the first key")
  func byteOrderMark() throws {
    // Rules out an unknown key '\u{FEFF}title'.
    #expect(try document("\u{FEFF}" + Self.whole).labs == document(Self.whole).labs)
  }

  @Test("A column inside a quoted text is the column in the file")
  func quotedColumns() throws {
    // Rules out that the quote is counted as the text's first character.
    let text = Self.whole.replacing("none: any", with: "none: 'client > server sin'")
    let problems = #expect(throws: LabProblems.self) { try document(text) }
    #expect(problems?.diagnostics.map(\.position.column) == [57])
  }

  @Test("Words with stars and signs that YAML knows stay words in a text")
  func starsInText() throws {
    // Rules out that the refusal of aliases refuses prose.
    let text = Self.whole.replacing(
      "Everything that a lab may say", with: "Two * two & more, see *this* and [2^3 - 1]")
    #expect(try document(text).labs.first?.title == "Two * two & more, see *this* and [2^3 - 1]")
  }
}

@Suite("Variants of a lab")
struct LabVariantsTests {
  static let base = """
    title: Base
    hosts:
      client: { sysctl: { net.ipv4.tcp_syn_retries: 1, net.ipv4.tcp_sack: 0 } }
      server: {}
    processes:
      peer: { on: server, socket: [ listen 7000 ] }
    steps: [ start: peer ]
    expect: [ packets: { none: reset } ]
    variants:
      plain: {}
      other:
        title: Other
        hosts: { client: { sysctl: { net.ipv4.tcp_syn_retries: 5 } } }
        processes: { peer: { command: [ nc, -l ] } }
        steps: [ start: peer, wait: 1s ]
    """

  @Test("An override changes its own values and nothing else")
  func deepMerge() throws {
    // Rules out that an override of one sysctl takes the others away, and that a list is joined to the old
    // one.
    let labs = try LabDocument(
      parsing: Array(Self.base.utf8), file: "v.yaml", name: "t/v", vocabulary: TestVocabulary.full
    ).labs
    #expect(labs.map(\.variant) == ["plain", "other"])
    #expect(labs.map(\.title) == ["Base", "Other"])
    #expect(labs.map { $0.hosts[0].sysctls.map(\.value) } == [["1", "0"], ["5", "0"]])
    #expect(labs.map { $0.hosts.map(\.name) } == [["client", "server"], ["client", "server"]])
    #expect(labs.map(\.steps.count) == [1, 2])
    #expect(labs.map(\.expectations.count) == [1, 1])
    #expect(labs[1].processes.map(\.program) == [.command(["nc", "-l"])])
  }

  @Test("A mistake in the common part is told once")
  func commonMistakes() {
    // Rules out one diagnostic per variant for the same place.
    let text = Self.base.replacing("none: reset", with: "none: rest")
    let problems = #expect(throws: LabProblems.self) {
      try LabDocument(
        parsing: Array(text.utf8), file: "v.yaml", name: "t/v", vocabulary: TestVocabulary.full)
    }
    #expect(problems?.diagnostics.count == 1)
  }
}

@Suite("Lab files on disk")
struct LabFilesTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  @Test(
    "The labs of this repository are fine, claims and sources included",
    arguments: ["labs", "Tests/BrokenLabs"])
  func ownLabs(folder: String) throws {
    // Rules out a lab that only fails when somebody runs it, and a claim of an unknown source.
    let vocabulary = LabVocabulary(expectations: TestVocabulary.full.expectations)
    let files = try LabFiles.labFiles(at: "\(Self.root)/\(folder)")
    for file in files {
      #expect(throws: Never.self) { try LabDocument(path: file, vocabulary: vocabulary) }
    }
    #expect(!files.isEmpty)
    #expect(!files.contains { $0.hasSuffix("sources.yaml") })
    #expect(files == files.sorted())
  }

  @Test("A lab is called after its folder and file")
  func names() {
    // Rules out names that depend on where the command was started.
    #expect(LabFiles.name(of: "/a/labs/crash/idle.yaml") == "crash/idle")
    #expect(LabFiles.name(of: "labs/crash/./idle.yml") == "crash/idle")
    #expect(LabFiles.name(of: "idle.yaml").hasSuffix("/idle"))
  }

  @Test("The sources are those of the nearest folder above")
  func sources() throws {
    // Rules out that claims are not checked because the file is not found.
    let found = try LabFiles.sources(for: "\(Self.root)/labs/crash/process-crash-idle.yaml")
    #expect(found?.titles.keys.sorted() == ["A", "B", "C", "D", "E", "M"])
  }
}
