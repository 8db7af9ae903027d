package import LabModel
internal import LinuxHost

/// Makes a host's link slow, with a queue before it that has room for so many bytes.
///
/// A token bucket on the host's interface: what the program sends faster than the link takes waits in the host's own
/// queue, and what has no room there is dropped by the host itself, which its TCP is told at once and which is no loss on
/// the wire. Asked for again it changes the speed. Source: tc-tbf(8), `net/sched/sch_tbf.c`.
package struct LinkSpeedFault: Fault {
  package static let kind = "link-speed"
  package static let usage = "link-speed: { on: HOST, rate: 1mbit, queue: QUEUE-BYTES }"
  package static let summary =
    "Limits what a host's interface sends per second, with a queue of so many bytes before it; the host drops the rest."
  package static let proof = "the kernel lists the queue with that rate"

  package let target: String
  let rate: String
  let queueBytes: Int
  /// A full frame and a little: less would never let one through. Source: tc-tbf(8), "burst".
  private static let burstBytes = 1600

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    target = try parameters.host("on")
    let node = try parameters.require("rate")
    rate = try BitRate(node, for: "rate").text
    let queue = try parameters.require("queue")
    queueBytes = try parameters.count("queue") ?? 0
    guard (Self.burstBytes...100_000_000).contains(queueBytes) else {
      throw LabDiagnostic(
        queue.position, "'queue: \(queueBytes)' cannot hold a frame",
        why: "it is from \(Self.burstBytes) to 100000000 bytes")
    }
  }

  package func apply(to lab: any FaultableLab) throws(FaultError) -> AppliedFault {
    let host = try lab.host(target)
    let (status, output) = try host.runTool(
      [
        "tc", "qdisc", "replace", "dev", "eth0", "root", "tbf", "rate", rate, "burst", "\(Self.burstBytes)",
        "limit", "\(queueBytes)",
      ], input: "")
    guard status == 0 else { throw FaultError("tc refused the link's speed: \(output)") }
    let listed = try host.runTool(["tc", "qdisc", "show", "dev", "eth0"], input: "").output
    guard listed.hasPrefix("qdisc tbf"), let line = listed.split(separator: "\n").first else {
      throw FaultError("tc does not list the queue: \(listed)")
    }
    let words = line.split(separator: " ").joined(separator: " ")
    return AppliedFault(site: "eth0 of \(target)", proof: "tc lists '\(words)'")
  }
}
