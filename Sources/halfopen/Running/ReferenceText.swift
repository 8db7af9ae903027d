import Expectations
import Faults
import LabRunner
import PeerRuntime
import Reports
import TCPAnalysis
import WireFormat

/// The reference, made from the catalogs: what a lab file may say, and what the words mean.
///
/// A new fault or class appears here by being in its catalog. `docs/` holds a copy, which a test compares.
enum ReferenceText {
  static let topics: [(name: String, make: @Sendable () -> String)] = [
    ("steps", steps), ("faults", faults), ("operations", operations), ("expectations", expectations),
    ("classes", classes), ("reports", reports),
  ]

  static func text(of name: String) -> String? { topics.first { $0.name == name }?.make() }

  private static func steps() -> String {
    let waits = WaitCatalog.all.map { ("`\($0.usage)`", $0.summary) }
    let own = StepCatalog.reference.map { ("`\($0.usage)`", $0.summary) }
    return """
      # Steps

      Steps are carried out in order; each waits for its effect. Every fault is a step as well.

      \(table(["step", "what it does"], own.map { [$0.0, $0.1] }))
      ## What `wait` can wait for

      \(table(["wait", "until"], waits.map { [$0.0, $0.1] }))
      """
  }

  private static func faults() -> String {
    """
    # Faults

    A fault that is not seen to take hold makes the run inconclusive, never a pass.

    \(table(
      ["fault", "what it does", "how we know that it took hold"],
      FaultCatalog.all.map { ["`\($0.usage)`", $0.summary, $0.proof] }))
    """
  }

  private static func operations() -> String {
    """
    # Peer operations

    What a process written as `socket: [ … ]` can do. Each call is recorded with its start, its end, its result and \
    errno's name. When its list is done the peer stays, holding its sockets.

    \(table(["operation", "what it does"], PeerOperationCatalog.all.map { ["`\($0.usage)`", $0.summary] }))
    """
  }

  private static func expectations() -> String {
    """
    # Expectations

    \(table(["expectation", "what it judges"], ExpectationCatalog.all.map { ["`\($0.kind)`", $0.summary] }))
    """
  }

  private static func classes() -> String {
    """
    # Packet classes

    Every packet has one class: the first of these whose rule holds.

    \(table(
      ["class", "rule", "source"],
      PacketClassCatalog.all.map { ["`\($0.packetClass.rawValue)`", $0.rule, $0.source] }))
    """
  }

  private static func reports() -> String {
    """
    # Report formats

    \(table(["--format", "what it is for"], ReportCatalog.all.map { ["`\($0.name)`", $0.summary] }))
    """
  }

  private static func table(_ head: [String], _ rows: [[String]]) -> String {
    let lines = [head, head.map { _ in "---" }] + rows
    return lines.map { row in
      let cells = row.map { $0.replacing("|", with: "\\|").replacing("\n", with: " ") }
      return "| " + cells.joined(separator: " | ") + " |\n"
    }.joined()
  }
}
