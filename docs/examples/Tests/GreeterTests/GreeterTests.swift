import HalfOpen
import Testing

@Suite("The greeter, when the network does not behave", .requiresLabs)
struct GreeterTests {
  /// A server that reads the question and then does what its instructions say, and a greeter that asks it.
  private func lab(
    _ title: String, server: [Lab.Value], patience: Int, faults: [Lab.Item] = [], steps: [Lab.Item],
    expect: [Lab.Item]
  ) -> Lab {
    Lab(
      title,
      hosts: ["client", "server"],
      processes: [
        .socket("server", on: "server", ["listen 7000", "accept", "receive 6"] + server),
        .program("greeter", on: "client", command: ["greeter", "server", "7000", "\(patience)"]),
      ],
      faults: faults,
      steps: ["start: server", "wait: { socket: { host: server, state: LISTEN } }", "start: greeter"] + steps,
      expect: expect)
  }

  @Test("It gets its answer, also when the question is lost once")
  func lostQuestion() async throws {
    let run = try await lab(
      "The question is lost once", server: ["send 10", "close"], patience: 10,
      faults: ["drop: { packets: client > server 1st data }"],
      steps: ["wait: { process: greeter, exited: true }"],
      expect: ["process: { name: greeter, status: 0 }"]
    ).run()
    run.expectPass()
    #expect(try run.packets("client > server data").map(\.isLost) == [true, false])
    #expect(try run.packets("client > server data retransmission").count == 1)
  }

  @Test("It gives up in time when the server loses power", arguments: [2, 4])
  func powerLoss(patience: Int) async throws {
    let run = try await lab(
      "The server loses power before it answers", server: ["wait"], patience: patience,
      steps: [
        "wait: { process: server, call: receive, result: 6 }", "power-off: server",
        "wait: { process: greeter, exited: true, within: 10s }",
      ],
      expect: ["process: { name: greeter, status: 1 }"]
    ).run()
    run.expectPass()
    let greeter = try #require(run.processes.first { $0.name == "greeter" })
    #expect(greeter.standardError == "greeter: no answer within \(patience) s\n")
    #expect(try #require(greeter.exitedAt) - greeter.startedAt < .seconds(2 * patience))
    // Nobody was left to close the connection: that is what half-open means.
    run.expect("packets: { after: power-off, none: server > client any }")
  }

  @Test("It says what happened when the server is killed")
  func killed() async throws {
    // The same can be said in a file, which `halfopen run` takes, too.
    let run = try await Lab(file: "Tests/GreeterTests/labs/server-killed.yaml").run()
    run.expectPass()
  }
}
