import LabFile
import LabModel
import Testing

@testable import LabRunner

@Suite("Labs before they run")
struct ResolvedLabTests {
  static func resolve(_ fault: String, nat: Bool = false) throws -> ResolvedLab {
    let network = """
      network:
        switches: { inside: [ client, gateway ], outside: [ gateway, server ] }
        routers: { gateway: \(nat ? "{ nat: inside > outside }" : "{}") }
      """
    let text = """
      title: A lab
      hosts: { client: {}, gateway: {}, server: {} }
      \(network)
      processes: { client: { on: client, socket: [ connect server:7000 ] } }
      faults: [ \(fault) ]
      steps: [ start: client ]
      expect: [ process: { name: client, running: true } ]
      """
    let document = try LabDocument(
      parsing: Array(text.utf8), file: "lab.yaml", name: "lab", vocabulary: StepCatalog.vocabulary)
    return try ResolvedLab(try #require(document.labs.first))
  }

  @Test(
    "A wire is put in where a fault or its trigger needs one, and where a NAT must be watched for it",
    arguments: [
      ("kill: client", false, []), ("kill: client", true, []),
      ("kill: { process: client, when: 1s }", true, []),
      ("kill: { process: client, when: { packet: server > client fin } }", false, ["server"]),
      ("kill: { process: client, when: { packet: fin, on: gateway/inside } }", false, ["gateway"]),
      (
        "drop: { packets: client > server data, when: { packet: server > client ack } }", false,
        ["client", "server"]
      ),
      ("drop: client > server data", true, ["client", "gateway"]),
      ("drop: data", false, ["client", "gateway", "server"]), ("cut: gateway/outside", false, ["gateway"]),
    ] as [(String, Bool, Set<String>)])
  func wires(fault: String, nat: Bool, expected: Set<String>) throws {
    // Rules out a trigger without its wire, which would never come true, and wires that no fault asked for.
    #expect(try Self.resolve(fault, nat: nat).wiredHosts == expected)
  }

  @Test(
    "A trigger says in words what it waits for",
    arguments: [
      ("300ms", "300ms had passed"),
      ("{ packet: server > client 1st fin }", "server > client 1st fin passed"),
      ("{ packet: server > client fin, hold: fin }", "server > client fin was held"),
      (
        "{ packet: data, connection: 2, on: gateway/outside }",
        "data of connection 2 passed on the wire of gateway to outside"
      ),
      ("{ socket: { host: client, state: FIN_WAIT_2 } }", "client has a socket in FIN_WAIT_2"),
      // In the spelling that the kernel's sockets are listed in, with which it is compared.
      ("{ socket: { host: client, state: syn-recv } }", "client has a socket in SYN_RCVD"),
      ("{ socket: { host: client, state: CLOSE } }", "client has no socket in CLOSED"),
      ("{ process: client, call: connect, error: ETIMEDOUT }", "client's connect failed with ETIMEDOUT"),
      ("{ counter: { host: client, name: Tcp.OutRsts, at-least: 2 } }", "client counted 2 under Tcp.OutRsts"),
    ])
  func words(when: String, text: String) throws {
    // Rules out a record that says less of a trigger than the lab.
    let lab = try Self.resolve("kill: { process: client, when: \(when) }")
    guard case .armedFault(_, let trigger) = try #require(lab.faults.first).step else {
      Issue.record("not armed")
      return
    }
    #expect(trigger.text == text)
  }
}
