import WireFormat

/// A summary as bytes of a fixed size, to be kept outside of memory until all are known.
extension ConnectionSummary {
  package static let byteCount = 928
  private static let historyLimit = 256

  package var encoded: [UInt8] {
    var writer = ByteRecordWriter(reserving: Self.byteCount)
    writer.append(Int64(id))
    for endpoint in [client, server] {
      writer.append(endpoint.address)
      writer.append(endpoint.port)
    }
    writer.append(UInt8(clientKnown ? 1 : 0))
    clientCounts.encode(into: &writer)
    serverCounts.encode(into: &writer)
    writer.append(startNs)
    writer.append(endNs)
    writer.append(handshakeNs.map { Int($0) })
    writer.append(Self.code(ending))
    writer.append(Self.code(resetBy))
    writer.append(Self.code(resetCause))
    writer.append(Self.code(closedFirst))
    writer.append(Self.code(waiting))
    writer.append(Int64(unansweredCount))
    writer.append(Int64(resetFrame))
    resetReason.encode(into: &writer)
    icmpErrors.encode(into: &writer)
    let letters = Array(history.utf8.prefix(Self.historyLimit))
    writer.append(UInt16(letters.count))
    for letter in letters { writer.append(letter) }
    writer.fill(to: Self.byteCount)
    return writer.bytes
  }

  package init(encoded: ArraySlice<UInt8>) {
    var reader = ByteRecordReader(encoded)
    let id = Int(reader.next(Int64.self))
    let client = Self.endpoint(&reader)
    let server = Self.endpoint(&reader)
    let clientKnown = reader.next(UInt8.self) == 1
    let clientCounts = DirectionCounts(&reader)
    let serverCounts = DirectionCounts(&reader)
    let startNs = reader.next(Int64.self)
    let endNs = reader.next(Int64.self)
    self.init(
      id: id, client: client, server: server, clientKnown: clientKnown, startNs: startNs, endNs: endNs)
    self.clientCounts = clientCounts
    self.serverCounts = serverCounts
    handshakeNs = reader.nextOptional().map { Int64($0) }
    ending = Self.value(reader.next()) ?? .open
    resetBy = Self.sender(reader.next())
    resetCause = Self.value(reader.next())
    closedFirst = Self.sender(reader.next())
    waiting = Self.sender(reader.next())
    unansweredCount = Int(reader.next(Int64.self))
    resetFrame = Int(reader.next(Int64.self))
    resetReason = LabelReason(&reader)
    icmpErrors = ICMPFindings(&reader)
    let count = min(Int(reader.next(UInt16.self)), Self.historyLimit)
    history = String(decoding: (0..<count).map { _ in reader.next(UInt8.self) }, as: UTF8.self)
  }

  private static func endpoint(_ reader: inout ByteRecordReader) -> Endpoint {
    Endpoint(address: reader.nextAddress(), port: reader.next())
  }

  /// A case as its place among all, from 1; 0 for none.
  static func code<Value: CaseIterable & Equatable>(_ value: Value?) -> UInt8 {
    guard let value else { return 0 }
    var place: UInt8 = 1
    for other in Value.allCases {
      if other == value { return place }
      place += 1
    }
    return 0
  }

  static func value<Value: CaseIterable>(_ code: UInt8) -> Value? {
    guard code > 0 else { return nil }
    return Value.allCases.dropFirst(Int(code) - 1).first
  }

  static func code(_ sender: FrameLabel.Sender?) -> UInt8 {
    switch sender {
    case nil: 0
    case .client: 1
    case .server: 2
    }
  }

  static func sender(_ code: UInt8) -> FrameLabel.Sender? {
    switch code {
    case 1: .client
    case 2: .server
    default: nil
    }
  }
}
