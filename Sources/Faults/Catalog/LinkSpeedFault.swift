package import LabModel
internal import LinuxHost

/// Makes a host's link slow, with a queue before it that has room for so many packets or bytes.
///
/// A token bucket on the host's interface: what the program sends faster than the link takes waits in the host's own
/// queue, and what has no room there is dropped by the host itself, which its TCP is told at once and which is no loss on
/// the wire. Asked for again it changes both. A queue in packets is one as long as the
/// interface's txqueuelen, which is set to that. Source: tc-tbf(8), tc-pfifo(8), `net/sched/sch_tbf.c`, `sch_fifo.c`.
package struct LinkSpeedFault: Fault {
  package static let kind = "link-speed"
  package static let usage = """
    link-speed: { on: HOST, rate: 1mbit, queue: 10 packets }
    link-speed: { on: HOST, rate: 1mbit, queue: 15000 bytes }
    """
  package static let summary = """
    Limits what a host's interface sends per second, with a queue before it: of so many bytes, or of so many packets, \
    which is the interface's txqueuelen; the host drops the rest.
    """
  package static let proof = "the kernel lists the link with that rate and the queue with that limit"
  package static let example = """
    title: A burst waits in its own host's queue
    hosts: { client: { sysctl: { net.ipv4.tcp_early_retrans: 0 } }, server: {} }
    processes:
      server: { on: server, socket: [ listen 7000, accept, receive 10000 ] }
      client: { on: client, socket: [ connect server:7000, wait, send 10000 ] }
    steps:
      - start: server
      - wait: { process: server, call: accept, started: true }
      - start: client
      - wait: { process: client, call: wait, started: true }
      - link-speed: { on: client, rate: 1mbit, queue: 50000 bytes }
      - continue: client
      - wait: { process: server, call: receive, result: 10000 }
    expect:
      - call: { process: server, operation: receive, result: 10000, after: at least 60ms, since: continue }
    """

  package let target: String
  private let rate: BitRate
  private let queue: QueueLimit
  /// A full frame and a little: less would never let one through. Source: tc-tbf(8), "burst".
  private static let burstBytes = "1600"

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    target = try parameters.host("on")
    rate = try BitRate(try parameters.require("rate"), for: "rate")
    queue = try QueueLimit(try parameters.require("queue"), for: "queue")
  }

  package func apply(to lab: any FaultableLab) throws(FaultError) -> AppliedFault {
    let host = try lab.host(target)
    var commands = [
      // The bucket's own limit is out of the way: the queue in it has one.
      [
        "tc", "qdisc", "replace", "dev", "eth0", "root", "handle", "1:", "tbf", "rate", rate.text, "burst",
        Self.burstBytes, "limit", "\(1 << 30)",
      ]
    ]
    let queueInBucket = ["tc", "qdisc", "replace", "dev", "eth0", "parent", "1:", "handle", "2:"]
    switch queue {
    case .packets(let count):
      // Without a limit of its own a pfifo takes the interface's.
      commands.insert(["ip", "link", "set", "dev", "eth0", "txqueuelen", "\(count)"], at: 0)
      commands.append(queueInBucket + ["pfifo"])
    case .bytes(let count): commands.append(queueInBucket + ["bfifo", "limit", "\(count)"])
    }
    for command in commands {
      let (status, output) = try host.runTool(command, input: "")
      guard status == 0 else { throw FaultError("'\(command.joined(separator: " "))' failed: \(output)") }
    }
    let listed = try host.runTool(["tc", "qdisc", "show", "dev", "eth0"], input: "").output
    let lines = listed.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
    guard let link = lines.first(where: { $0.hasPrefix("qdisc tbf") }),
      let waiting = lines.first(where: { $0.contains("limit \(queue.tcText)") })
    else { throw FaultError("tc does not list the link and its queue: \(listed)") }
    return AppliedFault(site: "eth0 of \(target)", proof: "tc lists '\(link)' and '\(waiting)'")
  }
}

extension QueueLimit {
  /// As tc(8) prints it.
  fileprivate var tcText: String {
    switch self {
    case .packets(let count): "\(count)p"
    case .bytes(let count): "\(count)b"
    }
  }
}
