internal import LabModel
internal import LinuxHost

/// A program of the lab while it runs.
final class RunningProcess {
  let specification: LabProcess
  let child: ChildProcess
  /// Events in, `continue` bytes out; nil for a program that is not our peer.
  let channel: Descriptor?
  /// Changes that nobody has asked for yet, oldest first.
  var changes: [ProcessChange] = []
  private(set) var ended = false
  private(set) var channelClosed = false

  init(_ specification: LabProcess, child: ChildProcess, channel: Descriptor?) {
    self.specification = specification
    self.child = child
    self.channel = channel
  }

  var name: String { specification.name }

  /// Asks the kernel for a change of state; an end is seen once.
  func poll() throws(WorldError) -> ProcessChange? {
    guard !ended else { return nil }
    let change = try asWorldError { () throws(SystemCallError) in try child.poll() }
    guard let change else { return nil }
    switch change {
    case .exited, .killed: ended = true
    case .stopped, .continued: break
    }
    changes.append(change)
    return change
  }

  /// The events that have come; the channel is non-blocking.
  func takeEvents() throws(WorldError) -> [PeerEvent] {
    guard let channel, !channelClosed else { return [] }
    var events: [PeerEvent] = []
    while true {
      let message = try asWorldError { () throws(SystemCallError) in
        do throws(SystemCallError) { return try channel.readSome(512) } catch {
          // A peer that was killed with unread `continue` bytes resets its channel.
          if error.name == "ECONNRESET" { return [UInt8]() }
          throw error
        }
      }
      guard let message else { return events }
      if message.isEmpty {
        channelClosed = true
        return events
      }
      let line = String(decoding: message, as: UTF8.self)
      guard let event = PeerEvent(line: line) else {
        throw WorldError("process \(name) sent an event that cannot be read: '\(line.prefix(80))'")
      }
      events.append(event)
    }
  }

  /// Lets a peer that waits go on.
  func sendContinue() throws(WorldError) {
    guard let channel else { throw WorldError("'continue' needs a process made with 'socket:'") }
    try asWorldError { () throws(SystemCallError) in try channel.writeAll([1]) }
  }
}
