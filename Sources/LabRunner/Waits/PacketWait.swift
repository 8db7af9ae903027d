internal import Evidence
package import LabModel
internal import WireFormat

/// Waits until a packet was sent.
package struct PacketWait: WaitCondition {
  package static let key = "packet"
  package static let usage = "wait: { packet: PACKETS }"
  package static let summary =
    "A packet was captured where it was sent; 'arrived' waits for it at the other end."

  let pattern: PacketPattern

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    guard let node = parameters.node("packet"), let pattern = try parameters.packet("packet") else {
      throw LabDiagnostic(parameters.node.position, "'packet' needs a packet choice")
    }
    guard pattern.fate != .lost else {
      throw LabDiagnostic(
        node.position, "a wait cannot know that a packet is lost", why: "it may still be on its way",
        remedy: "wait for the packet itself, and expect it to be lost")
    }
    guard pattern.occurrence != .last, pattern.gap == nil else {
      throw LabDiagnostic(node.position, "a wait takes neither 'last' nor a gap")
    }
    self.pattern = pattern
  }

  package var text: String { "packet \(pattern)" }

  package func isMet(by run: RunView) -> Bool { !pattern.indices(in: run.record.packets).isEmpty }
}
