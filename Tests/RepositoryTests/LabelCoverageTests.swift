import Testing

@Suite("Labels are put to the test")
struct LabelCoverageTests {
  @Test(
    "Every class, kind and cause is expected by a lab or by a flow in packet notation",
    arguments: ["PacketClass", "RetransmissionKind", "ResetCause"])
  func everyLabelIsExpected(_ type: String) throws {
    // Rules out a new label that nothing has ever been seen to get.
    let labels = Self.cases(of: type, in: try Repository.source("Sources/WireFormat/PacketClass.swift"))
    #expect(labels.count >= 6, "the cases of \(type) were not found")
    var named: Set<String> = []
    for path in try Repository.files(below: "labs", ending: ".yaml") where path != "labs/sources.yaml" {
      named.formUnion(Self.words(ofExpectationsIn: try Repository.source(path)))
    }
    for path in try Repository.files(below: "Tests/TCPAnalysisTests", ending: "Tests.swift") {
      named.formUnion(Self.wordsOfFlows(in: try Repository.source(path)))
    }
    #expect(labels.filter { !named.contains($0) } == [])
  }

  @Test("Words outside of expectations do not count")
  func reading() {
    // Rules out a coverage that a comment, a wait or a cut list of cases fulfils.
    let lab =
      "# fin\nsteps:\n  - wait: { packet: syn }\nexpect:\n  # reset\n  - packets: { none: [ data ] }\n"
    #expect(Self.words(ofExpectationsIn: lab).isDisjoint(with: ["fin", "syn", "reset"]))
    #expect(Self.words(ofExpectationsIn: lab).contains("data"))
    let flow = "let id = fin\n  +0.1 C > S syn   = syn\n  (arp(1), .arpRequest)\n"
    #expect(Self.wordsOfFlows(in: flow) == ["syn", "arpRequest"])
    #expect(
      Self.cases(of: "E", in: "enum E: String {\n  case a, b\n  /// c\n  case d\n}\n") == ["a", "b", "d"])
  }

  private static func cases(of type: String, in source: String) -> [String] {
    var cases: [String] = []
    for line in source.split(separator: "\n").drop(while: { !$0.contains("enum \(type):") }) {
      if line == "}" { break }
      guard let list = line.wholeMatch(of: /\s*case (.*)/)?.1 else { continue }
      cases += list.split(separator: ",").map { $0.trimmingPrefix(" ").description }
    }
    return cases
  }

  /// From `expect:` to the end of the lab, without comments.
  private static func words(ofExpectationsIn lab: String) -> Set<String> {
    let lines = lab.split(separator: "\n").drop { !$0.hasPrefix("expect:") }
      .filter { !$0.contains(/^\s*#/) }
    return Set(lines.flatMap { $0.matches(of: /[A-Za-z]+/).map { String($0.0) } })
  }

  /// Of a flow's line what stands behind its `=`; of other frames the class wanted beside them.
  private static func wordsOfFlows(in source: String) -> Set<String> {
    var words: Set<String> = []
    for line in source.split(separator: "\n") {
      if let label = line.firstMatch(of: /\+[0-9.]+ [CS] > [CS].*= (.*)/)?.1 {
        words.formUnion(label.matches(of: /[A-Za-z]+/).map { String($0.0) })
      }
      for match in line.matches(of: /\), \.(\w+)\)/) { words.insert(String(match.1)) }
    }
    return words
  }
}
