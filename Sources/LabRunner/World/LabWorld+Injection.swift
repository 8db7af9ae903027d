internal import Faults
internal import LabModel
internal import LinuxHost
internal import WireFormat

extension LabWorld {
  /// How long a packet may take from the wire to the capture of the host behind it, on a busy machine.
  private static let injectionLimit = Duration.seconds(5)

  func inject(_ injection: WireInjection, to host: String) throws(FaultError) -> String {
    guard let wires else { throw FaultError("this lab was built without wires") }
    // What is on its way has then passed, and the wires have seen it.
    let (frame, what) = try frame(of: injection, wires)
    let from: String
    switch injection {
    case .forged(let packet): from = packet.from
    case .copy(let pattern): from = pattern.from ?? host
    }
    recorder.injections.append(
      Injection(
        bytes: frame, from: from, to: host, atNs: Clock.realtimeNs(),
        text: "injected on the wire of \(host): \(what)"))
    defer { recorder.withdrawInjections() }
    guard wires.inject(frame, to: host) else {
      throw FaultError("the cable of \(host) takes no packet: it is pulled, or the host has no power")
    }
    guard try wait(atMost: Self.injectionLimit, until: { recorder.injections.isEmpty }) else {
      throw FaultError("the packet was not captured at \(host)")
    }
    return what
  }

  private func frame(of injection: WireInjection, _ wires: WireForwarder) throws(FaultError)
    -> (bytes: [UInt8], what: String)
  {
    switch injection {
    case .copy(let pattern):
      guard var frame = wires.packet(pattern) else {
        throw FaultError("no packet '\(pattern)' has passed the wire of \(pattern.from ?? "its sender")")
      }
      // Behind a router the switch of the host that it is for knows other addresses.
      if let mac = lab.address(of: pattern.to ?? "")?.macOctets { frame.replaceSubrange(0..<6, with: mac) }
      return (frame, "a copy of '\(pattern)'")
    case .forged(let packet):
      guard let connection = wires.connection(of: packet) ?? unfollowed(packet) else {
        throw FaultError(
          "the wire of \(packet.to) has seen no such connection between \(packet.from) and \(packet.to)")
      }
      guard let frame = packet.frame(in: connection) else {
        throw FaultError("the wire of \(packet.to) has not seen both ends of that connection yet")
      }
      return (frame, "forged")
    }
  }

  /// The ends of a connection that is to begin with this packet.
  private func unfollowed(_ packet: ForgedPacket) -> FollowedConnection? {
    guard !packet.needsConnection, let source = packet.sourcePort, let destination = packet.destinationPort,
      let from = lab.address(of: packet.from), let to = lab.address(of: packet.to)
    else { return nil }
    var random = SeededGenerator(seed: request.seed)
    var sender = FollowedConnection.End(from, port: source)
    sender.initial = SequenceNumber(UInt32(truncatingIfNeeded: random.next()))
    sender.next = sender.initial ?? sender.next
    return FollowedConnection(from: sender, to: FollowedConnection.End(to, port: destination))
  }
}

extension FollowedConnection.End {
  fileprivate init(_ address: LabAddress, port: UInt16) {
    let ipv4 = address.ipv4Octets.reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
    self.init(mac: address.mac, address: IPAddress(ipv4: ipv4), port: port)
  }
}
