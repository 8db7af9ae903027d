import WireFormat

/// The `history` letters that Zeek's conn.log gives a connection: what happened, in the order in which it
/// was first seen.
///
/// S SYN, H SYN+ACK, A pure ACK, D data, F FIN, R RST, T retransmission, W window of 0, G bytes that were
/// acknowledged but not captured, I and Q impossible flags, ^ the ends were exchanged. Upper case is sent by
/// the originator. T, W and G come again at the 10th, 100th, … time.
///
/// It keeps Zeek's own view of the connection, which is simpler than ours and differs from it in places: a
/// segment is a retransmission here when it ends at or below the highest byte seen, whatever it holds.
/// Source: the Zeek manual, Conn::Info `history`; behaviour of Zeek 7 (TCPSessionAdapter, TCP_Endpoint,
/// TCP_Reassembler), with checksums ignored (`zeek -C`) and without its timeouts, which cut a connection
/// that is idle for five minutes into two.
struct ZeekHistory: Sendable {
  /// Zeek's originator is the first endpoint of the flow's key.
  private(set) var originatorIsFirst: Bool
  private var log = ZeekLetters()
  private var originator = ZeekEndpoint()
  private var responder = ZeekEndpoint()

  /// Starts with the connection's first segment, which is then observed too.
  init(_ segment: TCPSegment, fromFirst: Bool) {
    originatorIsFirst = fromFirst
    guard !segment.flags.hasSyn || segment.flags.hasAck else { return }
    if Self.flips(
      source: segment.sourcePort, destination: segment.destinationPort, hasSyn: segment.flags.hasSyn)
    {
      flip()
    }
  }

  var text: String { log.text }

  /// A connection that begins without a SYN: its first sender is the responder if its port is a server's.
  private static func flips(source: UInt16, destination: UInt16, hasSyn: Bool) -> Bool {
    guard LikelyServerPorts.contains(source) else { return false }
    return LikelyServerPorts.contains(destination) ? !hasSyn && source < destination : true
  }

  private mutating func flip() {
    originatorIsFirst.toggle()
    swap(&originator, &responder)
    log.flip()
  }

  @inline(__always)
  mutating func observe(_ segment: TCPSegment, fromFirst: Bool, mayPredict: Bool) {
    let isOriginator = fromFirst == originatorIsFirst
    if mayPredict, log.isUnderWay,
      isOriginator
        ? ZeekReader.readPredicted(segment, true, &originator, &responder, &log)
        : ZeekReader.readPredicted(segment, false, &responder, &originator, &log)
    {
      return
    }
    observeInFull(segment, fromFirst: fromFirst)
  }

  @inline(never)
  private mutating func observeInFull(_ segment: TCPSegment, fromFirst: Bool) {
    let wasOriginator = fromFirst == originatorIsFirst
    log.notePartial(segment.flags, wasOriginator)
    if log.isSynAckAlone, !segment.flags.hasControl,
      segment.payloadLength > 0 || segment.flags.hasAck
    {
      // A SYN+ACK alone may be a stealth scan; what comes after it shows that it was not.
      flip()
      log.becomeAnswered()
    }
    let isOriginator = fromFirst == originatorIsFirst
    let reversed: Bool
    if isOriginator {
      reversed = ZeekReader.read(segment, isOriginator, wasOriginator, &originator, &responder, &log)
    } else {
      reversed = ZeekReader.read(segment, isOriginator, wasOriginator, &responder, &originator, &log)
    }
    if reversed {
      // A SYN that came after the SYN+ACK it had caused.
      flip()
      log.noteSeen(true)
    }
    log.noteSeen(fromFirst == originatorIsFirst)
  }
}

/// The letters, and which of them were given.
struct ZeekLetters: Sendable {
  /// Letters that are given only once; the responder's stand 16 bits higher.
  enum Mark {
    static let syn: UInt32 = 0x1
    static let fin: UInt32 = 0x2
    static let rst: UInt32 = 0x4
    static let finRst: UInt32 = 0x8
    static let data: UInt32 = 0x10
    static let ack: UInt32 = 0x20
    static let multiple: UInt32 = 0x40
  }

  private var letters: [UInt8] = [] {
    didSet { letterCount = letters.count }
  }
  /// Known without a look at the letters, which lie elsewhere in memory.
  private var letterCount = 0
  private var seen: UInt32 = 0
  private(set) var isPartial = false
  private var originatorSeen = false
  private var responderSeen = false

  var text: String { String(decoding: letters, as: UTF8.self) }
  var isSynAckAlone: Bool { letters.count == 1 && letters[0] == UInt8(ascii: "H") }

  /// Both ends were seen, and more than a SYN+ACK alone.
  @inline(__always) var isUnderWay: Bool { originatorSeen && responderSeen && letterCount > 1 }

  @inline(__always)
  func hasSeen(_ mark: UInt32, _ isOriginator: Bool) -> Bool {
    seen & (isOriginator ? mark : mark << 16) != 0
  }

  mutating func flip() {
    letters.append(UInt8(ascii: "^"))
    swap(&originatorSeen, &responderSeen)
    isPartial = false
  }

  mutating func becomeAnswered() {
    letters = [UInt8(ascii: "^"), UInt8(ascii: "h")]
    originatorSeen = true
  }

  mutating func noteSeen(_ isOriginator: Bool) {
    if isOriginator { originatorSeen = true } else { responderSeen = true }
  }

  mutating func notePartial(_ flags: TCPFlags, _ isOriginator: Bool) {
    if isOriginator {
      if !originatorSeen { isPartial = !flags.hasSyn || flags.hasAck }
    } else if !responderSeen && !isPartial {
      isPartial = !flags.hasSyn
    }
  }

  mutating func add(_ letter: Unicode.Scalar, _ isOriginator: Bool) {
    // A hostile stream of RSTs at ever new numbers must not grow without bound.
    guard letters.count < 256 else { return }
    let code = UInt8(truncatingIfNeeded: letter.value)
    letters.append(isOriginator ? code : code | 0x20)
  }

  /// Gives a letter the first time; tells whether it had been given before.
  mutating func addOnce(_ mark: UInt32, _ letter: Unicode.Scalar, _ isOriginator: Bool) -> Bool {
    let bit = isOriginator ? mark : mark << 16
    if seen & bit != 0 { return true }
    seen |= bit
    add(letter, isOriginator)
    return false
  }
}

/// Counts what is given a letter at the 1st, 10th, 100th, … time.
struct ZeekCounter: Sendable {
  private var count: UInt32 = 0
  private var threshold: UInt32 = 1

  /// Whether this time gives a letter.
  mutating func countOne() -> Bool {
    count &+= 1
    guard count == threshold else { return false }
    let next = threshold.multipliedReportingOverflow(by: 10)
    if next.overflow { count = 0 } else { threshold = next.partialValue }
    return true
  }
}
