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

  func encode(into span: inout MutableSpan<UInt8>, at place: inout Int) {
    span.put(reporter, at: &place)
    span.put(type, at: &place)
    span.put(code, at: &place)
    span.put(nextHopMTU ?? 0, at: &place)
    span.put(UInt8(nextHopMTU == nil ? 0 : 1), at: &place)
    span.put(CaseCodes.senders.code(about), at: &place)
  }

  init(_ span: Span<UInt8>, at place: inout Int) {
    reporter = span.takeAddress(at: &place)
    type = span.take(at: &place)
    code = span.take(at: &place)
    let mtu = span.take(UInt32.self, at: &place)
    nextHopMTU = span.take(UInt8.self, at: &place) == 1 ? mtu : nil
    about = CaseCodes.senders.value(span.take(at: &place)) ?? .client
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

  func encode(into span: inout MutableSpan<UInt8>, at place: inout Int) {
    span.put(UInt8(findings.count), at: &place)
    span.put(UInt32(clamping: otherCount), at: &place)
    for finding in findings {
      finding.evidence.encode(into: &span, at: &place)
      span.put(UInt32(clamping: finding.count), at: &place)
    }
  }

  init(_ span: Span<UInt8>, at place: inout Int) {
    let count = min(Int(span.take(UInt8.self, at: &place)), Self.limit)
    otherCount = Int(span.take(UInt32.self, at: &place))
    for _ in 0..<count {
      let evidence = ICMPEvidence(span, at: &place)
      findings.append(Finding(evidence: evidence, count: Int(span.take(UInt32.self, at: &place))))
    }
  }
}
