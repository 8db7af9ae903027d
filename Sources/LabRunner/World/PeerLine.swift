internal import LabModel
internal import LinuxHost

/// The line to a peer, or to the child that it forks: events in, `continue` bytes out.
struct PeerLine {
  /// Two for each call; all are in memory until the run is over, and in its record.
  static let mostEvents = 400_000

  /// The name of who speaks.
  let speaker: String
  let channel: Descriptor
  private let limit: Int
  private(set) var isClosed = false
  private var count = 0

  /// - Parameter channel: Non-blocking.
  init(speaker: String, channel: Descriptor, limit: Int = Self.mostEvents) {
    self.speaker = speaker
    self.channel = channel
    self.limit = limit
  }

  /// The events that have come.
  ///
  /// - Throws: When one cannot be read, or when there are too many: no more is heard from it then.
  mutating func takeEvents() throws(WorldError) -> [PeerEvent] {
    var events: [PeerEvent] = []
    while !isClosed, let message = try read() {
      if message.isEmpty {
        isClosed = true
        break
      }
      let line = String(decoding: message, as: UTF8.self)
      guard let event = PeerEvent(line: line) else {
        throw WorldError("process \(speaker) sent an event that cannot be read: '\(line.prefix(80))'")
      }
      count += 1
      guard count <= limit else {
        isClosed = true
        throw WorldError(
          "process \(speaker) made more than \(limit / 2) calls, which is more than a record keeps: "
            + "let it repeat less, or do more with each call")
      }
      events.append(event)
    }
    return events
  }

  /// nil when there is nothing yet, empty at the end.
  private func read() throws(WorldError) -> [UInt8]? {
    try asWorldError { () throws(SystemCallError) in
      do throws(SystemCallError) { return try channel.readSome(PeerEvent.maximumBytes) } catch {
        guard error.name == "ECONNRESET" else { throw error }
        // A peer that ends with unread `continue` bytes resets its channel. The kernel says so once, before the events
        // that are still queued. Source: `net/core/datagram.c`, `__skb_try_recv_datagram`.
        return try channel.readSome(PeerEvent.maximumBytes)
      }
    }
  }
}
