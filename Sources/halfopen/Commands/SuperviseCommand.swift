import ArgumentParser
import LabRunner

/// One lab's supervisor: PID 1 of namespaces that `halfopen run` made. Not for people.
struct SuperviseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "supervise", abstract: "Run one lab inside namespaces made for it.", shouldDisplay: false)

  @Option var file: String
  @Option var lab: String
  @Option var variant: String?
  @Option var directory: String
  @Option var seed: UInt64
  @Option var peer: String
  @Option var processor: Int

  @Flag var measure = false

  func run() {
    var supervisor = Supervisor(
      LabRequest(
        file: file, labName: lab, variant: variant, directory: directory, seed: seed, peerPath: peer,
        processor: processor),
      channel: 3)
    if measure { supervisor.measureWorld() } else { supervisor.run() }
  }
}
