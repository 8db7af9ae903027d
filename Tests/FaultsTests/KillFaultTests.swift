import LabModel
import LinuxHost
import Testing

@testable import Faults

@Suite("kill, and what proves it")
struct KillFaultTests {
  struct Row: CustomTestStringConvertible, Sendable {
    var id: String
    var signal: String
    var end: ProcessChange
    /// What it is recorded as; nil where the signal did not do it.
    var proof: String?
    var testDescription: String { id }
  }

  static let rows = [
    Row(
      id: "killed by the signal", signal: "SIGKILL", end: .killed(by: .kill), proof: "was killed by SIGKILL"),
    Row(
      id: "ended by itself after a signal that can be caught", signal: "SIGTERM", end: .exited(status: 3),
      proof: "ended by itself with status 3 after SIGTERM"),
    Row(id: "SIGKILL lets nobody exit", signal: "SIGKILL", end: .exited(status: 0), proof: nil),
    Row(id: "another signal was there first", signal: "SIGTERM", end: .killed(by: .segv), proof: nil),
  ]

  @Test("Only an end that the signal can have caused is proof", arguments: rows)
  func end(row: Row) throws {
    // Rules out a process that was ending already, and one that something else has killed.
    let fault = try KillFault(signal: row.signal)
    let lab = LabOfOneProcess(ending: row.end)
    guard let proof = row.proof else {
      #expect(throws: FaultError.self) { try fault.apply(to: lab) }
      return
    }
    #expect(try fault.apply(to: lab).proof == "pid 7 \(proof)")
  }

  @Test(
    "A signal that ends nobody is refused",
    arguments: ["CHLD", "CONT", "URG", "WINCH", "STOP", "TSTP", "TTIN", "TTOU", "17"])
  func refused(signal: String) {
    // Rules out a fault that does nothing, and takes the end that comes by itself for its own.
    #expect(throws: LabDiagnostic.self) { try KillFault(signal: signal) }
  }
}

extension KillFault {
  fileprivate init(signal: String) throws(LabDiagnostic) {
    var reader = FaultParameters.reader("kill", ["process": "server", "signal": signal])
    self = try KillFault(&reader)
  }
}

/// A fault's parameters in a lab with the hosts client and server, and a process on each.
enum FaultParameters {
  static func reader(_ kind: String, _ values: [String: String]) -> ParameterReader {
    let place = SourcePosition(file: "", line: 1, column: 1)
    let entries = values.sorted { $0.key < $1.key }.map {
      LabNode.Entry(key: $0.key, keyPosition: place, value: LabNode(.scalar($0.value), at: place))
    }
    let names = LabNames(hosts: ["client", "server"], processes: ["client": "client", "server": "server"])
    return ParameterReader(kind: kind, node: LabNode(.mapping(entries), at: place), names: names)
  }
}

/// Nothing but a process that ends as it is told beforehand.
private final class LabOfOneProcess: FaultableLab, FaultableProcess {
  let end: ProcessChange
  let name = "server"
  let pid: Int32 = 7
  let isInstrumented = true

  init(ending end: ProcessChange) { self.end = end }

  func process(_ name: String) throws(FaultError) -> any FaultableProcess { self }
  func send(_ signal: Signal) {}
  func request(_ end: PeerEnd) {}
  func awaitChange(where expected: (ProcessChange) -> Bool) throws(FaultError) -> ProcessChange { end }

  func host(_ name: String) throws(FaultError) -> any FaultableHost { throw FaultError("no host") }
  func startProcess(_ name: String) {}
  func wait(atMost limit: Duration, until condition: () throws(FaultError) -> Bool) throws(FaultError) -> Bool
  {
    try condition()
  }
  func addWireRule(_ rule: WireRule) {}
  func inject(_ injection: WireInjection, to host: String) -> String { "" }
  func endWireRules(named name: String) -> Int { 0 }
}
