package import WireFormat

/// An ICMP error about a segment of a connection: evidence about it, sent by a host or a router.
package struct ICMPEvidence: Sendable, Hashable {
  package var reporter: IPAddress
  package var type: UInt8
  package var code: UInt8
  package var nextHopMTU: UInt32?
  /// Whose segment it quotes: the end that the error is sent to.
  package var about: FrameLabel.Sender

  package init(_ error: ICMPError, about: FrameLabel.Sender) {
    reporter = error.source
    type = error.type
    code = error.code
    nextHopMTU = error.nextHopMTU
    self.about = about
  }

  /// What it says, in the words of its RFC.
  package var meaning: String {
    ICMPError(source: reporter, destination: reporter, type: type, code: code, nextHopMTU: nextHopMTU).meaning
  }

  func encode(into writer: inout ByteRecordWriter) {
    writer.append(reporter)
    writer.append(type)
    writer.append(code)
    writer.append(nextHopMTU ?? 0)
    writer.append(UInt8(nextHopMTU == nil ? 0 : 1))
    writer.append(ConnectionSummary.code(about))
  }

  init(_ reader: inout ByteRecordReader) {
    reporter = reader.nextAddress()
    type = reader.next()
    code = reader.next()
    let mtu = reader.next(UInt32.self)
    nextHopMTU = reader.next(UInt8.self) == 1 ? mtu : nil
    about = ConnectionSummary.sender(reader.next()) ?? .client
  }
}

/// The ICMP errors about one connection, counted; of many different ones only the first few.
package struct ICMPFindings: Sendable, Hashable {
  /// An error that came once or several times.
  package struct Finding: Sendable, Hashable {
    package var evidence: ICMPEvidence
    package var count: Int
  }

  static let limit = 3

  package private(set) var findings: [Finding] = []
  /// Errors of other kinds than those that are kept.
  package private(set) var otherCount = 0

  package init() {}

  package var isEmpty: Bool { findings.isEmpty }

  package mutating func add(_ evidence: ICMPEvidence) {
    if let index = findings.firstIndex(where: { $0.evidence == evidence }) {
      findings[index].count += 1
    } else if findings.count < Self.limit {
      findings.append(Finding(evidence: evidence, count: 1))
    } else {
      otherCount += 1
    }
  }

  func encode(into writer: inout ByteRecordWriter) {
    writer.append(UInt8(findings.count))
    writer.append(UInt32(clamping: otherCount))
    for finding in findings {
      finding.evidence.encode(into: &writer)
      writer.append(UInt32(clamping: finding.count))
    }
  }

  init(_ reader: inout ByteRecordReader) {
    let count = min(Int(reader.next(UInt8.self)), Self.limit)
    otherCount = Int(reader.next(UInt32.self))
    for _ in 0..<count {
      let evidence = ICMPEvidence(&reader)
      findings.append(Finding(evidence: evidence, count: Int(reader.next(UInt32.self))))
    }
  }
}
