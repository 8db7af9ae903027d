package import Faults
package import LabModel

/// What a fault with `when` waits for.
package enum FaultTrigger: Sendable {
  /// So long after its step was reached.
  case time(Duration)
  /// A packet as it passes a wire, before it goes on.
  case packet(WireChoice)
  /// What a step can wait for as well.
  case fact(any WaitCondition)

  /// One line per form, for the reference.
  package static let usage = """
    when: TIME
    when: { packet: PACKETS, connection: N, on: PLACE, hold: NAME }
    when: { process: PROCESS, call: OPERATION, result: N }
    when: { socket: { host: HOST, state: STATE } }
    when: { counter: { host: HOST, name: TcpExt.TCPTimeouts, at-least: N } }
    when: { process: PROCESS, exited: true }
    """

  /// - Parameter node: What stands behind `when:`.
  package init(_ node: LabNode, names: LabNames) throws(LabDiagnostic) {
    guard case .mapping = node.value else {
      self = .time(try ParameterReader.duration(node, for: "when"))
      return
    }
    var parameters = ParameterReader(kind: "when", node: node, names: names)
    if try WaitCatalog.type(named: parameters) is PacketWait.Type {
      self = .packet(try WireChoice(trigger: &parameters))
    } else {
      self = .fact(try WaitCatalog.make(&parameters))
    }
    try parameters.finish()
  }

  /// In words, behind "when": "server > client fin passed".
  package var text: String {
    switch self {
    case .time(let time): "\(time.labText) had passed"
    case .packet(let choice):
      "\(choice.pattern) "
        + (choice.connection.map { "of connection \($0) " } ?? "")
        + (choice.name == nil ? "passed" : "was held") + (choice.place.map { " on \($0.site)" } ?? "")
    case .fact(let condition): condition.text
    }
  }

  /// In words, when it never came.
  var absence: String {
    switch self {
    case .time(let time): "the run was over before \(time.labText) had passed"
    case .packet(let choice): "no packet '\(choice.pattern)' passed \(choice.site)"
    case .fact(let condition): "it waited until \(condition.text), which did not happen"
    }
  }

  var question: RunView.Question? {
    if case .fact(let condition) = self { return condition.question }
    return nil
  }
}
