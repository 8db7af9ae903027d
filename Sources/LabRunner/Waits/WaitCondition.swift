package import Evidence
package import LabModel
package import LinuxHost

/// The run as far as it has gone, as waits see it.
package struct RunView {
  package var record: RunRecord
  /// Host → its TCP sockets now.
  package var sockets: [String: [SocketEntry]]

  package init(record: RunRecord, sockets: [String: [SocketEntry]]) {
    self.record = record
    self.sockets = sockets
  }
}

/// A fact that a step waits for.
///
/// A new one is one file in `Waits/` and one line in `WaitCatalog.all`.
package protocol WaitCondition: Sendable {
  /// The key that names it in `wait: { … }`: `packet`.
  static var key: String { get }
  /// `wait: { packet: PACKETS }`, one line per form.
  static var usage: String { get }
  /// One sentence for the reference.
  static var summary: String { get }

  /// Whether the fact is one about sockets, which must be asked for.
  static var needsSockets: Bool { get }

  init(_ parameters: inout ParameterReader) throws(LabDiagnostic)

  /// In words, for the progress line and for the message when it does not come: "server's receive returned 10".
  var text: String { get }

  func isMet(by run: RunView) -> Bool
}

extension WaitCondition {
  package static var needsSockets: Bool { false }
}

/// The conditions that `wait` knows, besides a time, in the reference's order.
package enum WaitCatalog {
  package static let all: [any WaitCondition.Type] = [
    CallWait.self,
    ExitWait.self,
    PacketWait.self,
    SocketWait.self,
  ]

  /// How long a wait without `within` waits.
  package static let defaultLimit = Duration.seconds(10)
}
