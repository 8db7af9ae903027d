/// Packets as tcpdump's readers know them.
package enum PacketText {
  /// The control bits as letters: `S.` is a SYN+ACK, `none` no bit at all.
  ///
  /// `F` FIN, `S` SYN, `R` RST, `P` PSH, `.` ACK, `U` URG, `E` ECE, `W` CWR.
  /// Source: tcpdump(1), "TCP Packets".
  package static func flags(_ flags: TCPFlags) -> String {
    var text = ""
    for (flag, letter) in letters where flags.contains(flag) { text += letter }
    return text.isEmpty ? "none" : text
  }

  private static let letters: [(TCPFlags, String)] = [
    (.fin, "F"), (.syn, "S"), (.rst, "R"), (.psh, "P"), (.ack, "."), (.urg, "U"), (.ece, "E"), (.cwr, "W"),
  ]

  /// A segment in one line: `10.0.0.1.40000 > 10.0.0.2.7000: P. seq 1:11 ack 1 win 502 len 10`.
  package static func line(_ segment: TCPSegment) -> String {
    var text = "\(segment.source).\(segment.sourcePort) > \(segment.destination).\(segment.destinationPort):"
    text += " \(flags(segment.flags)) seq \(segment.sequence)"
    if segment.payloadLength > 0 { text += ":\(segment.sequence + segment.payloadLength)" }
    if segment.flags.contains(.ack) { text += " ack \(segment.acknowledgment)" }
    return text + " win \(segment.window) len \(segment.payloadLength)"
  }
}
