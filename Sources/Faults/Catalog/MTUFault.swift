package import LabModel
internal import LinuxHost

/// Makes the packets that a host's cable takes smaller, or larger again.
///
/// Its own segments shrink at once. What comes in and is larger vanishes without a word, which to a sender with an
/// agreed MSS is a PMTU black hole. Source: netdevice(7); `net/core/dev.c`, `is_skb_forwardable`.
package struct MTUFault: Fault {
  package static let kind = "mtu"
  package static let usage = "mtu: { on: HOST, bytes: MTU }"
  package static let summary =
    "Sets the MTU of a host's interface: it sends nothing larger, and loses what comes in larger."
  package static let proof = "the interface's MTU read back as it was set"
  package static let example = """
    title: A host that takes no large packet any more
    hosts: { client: {}, server: {} }
    processes:
      server: { on: server, socket: [ listen 7000, accept, receive ] }
      client: { on: client, socket: [ connect server:7000, wait, send 1000 ] }
    steps:
      - start: server
      - wait: { process: server, call: accept, started: true }
      - start: client
      - wait: { process: client, call: wait, started: true }
      - mtu: { on: server, bytes: 600 }
      - continue: client
      - wait: { packet: client > server data retransmission }
    expect:
      - packets: { after: mtu, sequence: client > server data lost }
    """

  package let target: String
  let bytes: Int

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    target = try parameters.host("on")
    let node = try parameters.require("bytes")
    bytes = try parameters.count("bytes") ?? 0
    // RFC 791 §3.2: every module must be able to forward 68 octets; the cables of a lab carry 1500.
    guard (68...1500).contains(bytes) else {
      throw LabDiagnostic(node.position, "'bytes: \(bytes)' is no MTU of a lab", why: "it is from 68 to 1500")
    }
  }

  package func apply(to lab: any FaultableLab) throws(FaultError) -> AppliedFault {
    let (interface, bytes) = ("eth0", bytes)
    let found = try lab.host(target).inNetwork { () throws(SystemCallError) in
      try InterfaceMTU.set(bytes, on: interface)
    }
    guard found == bytes else { throw FaultError("the MTU of \(interface) of \(target) is \(found) now") }
    return AppliedFault(site: "\(interface) of \(target)", proof: "its MTU is \(found)")
  }
}
