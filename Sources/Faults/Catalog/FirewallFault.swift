package import LabModel

/// Adds a firewall rule to a host, also in the middle of a connection.
///
/// The rule stands in the host's own nftables table `halfopen`. A drop on input is loss on the wire for
/// the sender; a drop on output is not: the sender's TCP sees the refusal. Source: nft(8).
package struct FirewallFault: Fault {
  package static let kind = "firewall"
  package static let usage = "firewall: { on: HOST, drop|reject: NFT-MATCH, direction: in|out }"
  package static let summary = "Adds an nftables rule to a host: packets that match are dropped or rejected."
  package static let proof = "nft lists the rule"
  package static let example = """
    title: A firewall drops what it let pass before
    hosts: { client: {}, server: {} }
    processes:
      server: { on: server, socket: [ listen 7000, accept, receive ] }
      client: { on: client, socket: [ connect server:7000, wait, send 10 ] }
    steps:
      - start: server
      - wait: { process: server, call: accept, started: true }
      - start: client
      - wait: { process: client, call: wait, started: true }
      - firewall: { on: server, drop: tcp dport 7000 }
      - continue: client
      - wait: { packet: client > server data retransmission }
    expect:
      - packets: { after: firewall, none: server > client any }
    """

  package let target: String
  let match: String
  let reject: Bool
  let outgoing: Bool
  private static let longestMatch = 4096

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    target = try parameters.host("on")
    let drop = try parameters.text("drop")
    let rejectMatch = try parameters.text("reject")
    guard let match = drop ?? rejectMatch, drop == nil || rejectMatch == nil else {
      throw LabDiagnostic(
        parameters.node.position, "'firewall' needs either 'drop' or 'reject'",
        remedy: "write for example 'drop: tcp dport 7000'")
    }
    try Self.check(match, at: parameters.node.position)
    self.match = match
    self.reject = rejectMatch != nil
    switch try parameters.text("direction") ?? "in" {
    case "in": outgoing = false
    case "out": outgoing = true
    case let other:
      throw LabDiagnostic(parameters.node.position, "'direction: \(other)' is neither in nor out")
    }
  }

  /// The match goes to nft as it is: nothing in it may end the rule and begin another command.
  private static func check(_ match: String, at position: SourcePosition) throws(LabDiagnostic) {
    guard match.utf8.count <= longestMatch else {
      throw LabDiagnostic(
        position, "the match has \(match.utf8.count) bytes",
        why: "a rule's match has at most \(longestMatch)",
        remedy: "write several faults, each with a part of it")
    }
    // Scalars, as nft reads them: '#' and an accent behind it are one Character, and so are CR and LF.
    let isForbidden = match.unicodeScalars.contains {
      "{};#\"\\".unicodeScalars.contains($0) || $0.properties.generalCategory == .control
    }
    guard !match.isEmpty, !isForbidden else {
      throw LabDiagnostic(position, "'\(match)' is not one nftables match")
    }
  }

  package func apply(to lab: any FaultableLab) throws(FaultError) -> AppliedFault {
    let host = try lab.host(target)
    let hook = outgoing ? "output" : "input"
    let verdict = reject ? (match.contains("tcp") ? "reject with tcp reset" : "reject") : "drop"
    let rules = """
      add table inet halfopen
      add chain inet halfopen \(hook) { type filter hook \(hook) priority 0; policy accept; }
      add rule inet halfopen \(hook) \(match) counter \(verdict)
      """
    let added = try host.runTool(["nft", "-f", "-"], input: rules)
    guard added.status == 0 else {
      throw FaultError("nft on \(target) refused '\(match)': \(added.output)")
    }
    let listed = try host.runTool(["nft", "list", "chain", "inet", "halfopen", hook], input: "")
    guard listed.status == 0, listed.output.contains(reject ? "reject" : "drop") else {
      throw FaultError("nft on \(target) does not list the rule '\(match)'")
    }
    return AppliedFault(site: "\(hook) hook of \(target)", proof: "nft lists the rule '\(match) \(verdict)'")
  }
}
