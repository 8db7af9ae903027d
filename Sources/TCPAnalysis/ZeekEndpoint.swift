import WireFormat

/// One end of a connection as Zeek keeps it.
struct ZeekEndpoint: Sendable {
  enum State: UInt8, Sendable {
    case inactive, synSent, synAckSent, partial, established, closed, reset
  }

  private(set) var state = State.inactive
  private(set) var previous = State.inactive
  var start: UInt32 = 0
  /// One past the last sequence number seen, and how often it wrapped.
  var last: UInt32 = 0
  var lastWraps: UInt32 = 0
  /// The highest acknowledgment that the other end sent for this one.
  var acknowledged: UInt32 = 0
  var acknowledgedWraps: UInt32 = 0
  var finSeen = false
  var stream = ZeekStream()
  var finSequence: UInt64 = 0
  var lastSynLetter: UInt64 = 0
  var lastFinLetter: UInt64 = 0
  var lastRstLetter: UInt64 = 0
  var retransmissions = ZeekCounter()
  var zeroWindows = ZeekCounter()
  var gaps = ZeekCounter()

  mutating func enter(_ new: State) {
    guard new != state else { return }
    previous = state
    state = new
  }

  mutating func begin(start: UInt32, last: UInt32) {
    self.start = start
    self.last = last
    acknowledged = start
  }

  mutating func advanceLast(_ sequence: UInt32) {
    if sequence < last { lastWraps &+= 1 }
    last = sequence
  }

  mutating func advanceAcknowledged(_ sequence: UInt32) {
    if sequence < acknowledged { acknowledgedWraps &+= 1 }
    acknowledged = sequence
  }

  /// A number relative to the start, in 64 bits, given a near one and how often that wrapped.
  @inline(__always)
  func relative(_ sequence: UInt32, near: UInt32, wraps: UInt32) -> (value: UInt64, underflow: Bool) {
    var wraps = wraps
    let delta = Int32(bitPattern: sequence &- near)
    if delta < 0 {
      if wraps != 0 && sequence > near { wraps -= 1 }
    } else if delta > 0 && sequence < near {
      wraps &+= 1
    }
    if wraps == 0 {
      let fromStart = Int32(bitPattern: sequence &- start)
      return (UInt64(bitPattern: Int64(fromStart)), fromStart < 0)
    }
    return ((UInt64(wraps) << 32 &+ UInt64(sequence)) &- UInt64(start), false)
  }

  /// All that was acknowledged, relative to the start.
  @inline(__always) var relativeAcknowledged: UInt64 {
    (UInt64(acknowledgedWraps) << 32 &+ UInt64(acknowledged)) &- UInt64(start)
  }

  @inline(__always) var nothingAcknowledged: Bool { relativeAcknowledged <= 1 }

  /// Payload bytes seen or acknowledged, at most.
  @inline(__always) var size: UInt64 {
    let seen = (UInt64(lastWraps) << 32 &+ UInt64(last)) &- UInt64(start)
    return Int64(bitPattern: seen &- relativeAcknowledged) > 0 ? seen : relativeAcknowledged
  }

  @inline(__always) var isClean: Bool {
    state == .established || (state == .closed && previous == .established)
  }
}

/// Which bytes of one direction were delivered in order, waited, or were given up as a gap.
///
/// Numbers are relative and begin at 1, after the SYN.
struct ZeekStream: Sendable {
  private(set) var delivered: UInt64 = 1
  private var trimmed: UInt64 = 1
  /// Ranges above `delivered`, in order.
  private var waiting: [Range<UInt64>] = []
  private var isSkipping = false

  /// Zeek's limits: tcp_max_above_hole_without_any_acks, tcp_max_initial_window and
  /// tcp_excessive_data_without_further_acks.
  private static let withoutAcks: UInt64 = 16384
  private static let excessive: UInt64 = 10 * 1024 * 1024

  mutating func receive(_ sequence: UInt64, _ length: Int, endpoint: ZeekEndpointView) {
    guard !isSkipping else { return }
    var low = sequence
    let high = sequence &+ UInt64(length)
    if low < endpoint.acknowledged && high <= endpoint.acknowledged { return }
    low = max(low, endpoint.acknowledged)
    guard high > trimmed, low < high else { return }
    low = max(low, trimmed)
    if low <= delivered {
      if high > delivered { delivered = high }
      if !waiting.isEmpty { deliverWaiting() }
      if endpoint.nothingAcknowledged && endpoint.size > Self.withoutAcks {
        trimmed = max(trimmed, delivered)
      }
    } else {
      wait(low..<high)
    }
    let top = waiting.last?.upperBound ?? delivered
    if endpoint.nothingAcknowledged && top > delivered && top - delivered > Self.withoutAcks { skip() }
    if delivered > trimmed && delivered - trimmed > Self.excessive { skip() }
  }

  private mutating func skip() {
    isSkipping = true
    waiting.removeAll()
  }

  private mutating func wait(_ range: Range<UInt64>) {
    var merged = range
    var kept: [Range<UInt64>] = []
    for other in waiting {
      if other.upperBound < merged.lowerBound || merged.upperBound < other.lowerBound {
        kept.append(other)
      } else {
        merged = min(merged.lowerBound, other.lowerBound)..<max(merged.upperBound, other.upperBound)
      }
    }
    let index = kept.firstIndex { $0.lowerBound > merged.lowerBound } ?? kept.count
    kept.insert(merged, at: index)
    // Thousands of islands only come from an attacker.
    if kept.count > 1024 { return skip() }
    waiting = kept
  }

  private mutating func deliverWaiting() {
    while let first = waiting.first, first.lowerBound <= delivered {
      delivered = max(delivered, first.upperBound)
      waiting.removeFirst()
    }
  }

  /// An acknowledgment up to `sequence`; returns how many gaps it shows.
  mutating func acknowledge(_ sequence: UInt64, isPartial: Bool) -> Int {
    guard sequence > trimmed else { return 0 }
    var gaps = 0
    if sequence > delivered && !(sequence <= 2 && isPartial) {
      if !isSkipping {
        while let first = waiting.first, first.lowerBound < sequence {
          gaps += 1
          delivered = first.lowerBound
          deliverWaiting()
        }
        if sequence > delivered { gaps += 1 }
      }
      delivered = max(delivered, sequence)
    }
    if !waiting.isEmpty { deliverWaiting() }
    trimmed = sequence
    return gaps
  }
}

/// What the stream must know of its endpoint.
struct ZeekEndpointView {
  var acknowledged: UInt64
  var nothingAcknowledged: Bool
  var size: UInt64
}
