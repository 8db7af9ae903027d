internal import Evidence
internal import LabModel
internal import LinuxHost

/// A program of the lab while it runs.
final class RunningProcess {
  let specification: LabProcess
  let child: ChildProcess
  /// Its own line, then its child's; none for a program that is not our peer.
  private var lines: [PeerLine]
  private let outputs: [ProgramOutput]
  /// Changes that nobody has asked for yet, oldest first.
  var changes: [ProcessChange] = []
  private(set) var ended = false
  /// A signal has stopped it, and none has let it go on.
  private(set) var isStopped = false

  init(_ specification: LabProcess, _ started: ProgramStarter.Started) {
    self.specification = specification
    child = started.child
    outputs = started.outputs
    let speakers = [specification.name] + (specification.childName.map { [$0] } ?? [])
    self.lines = zip(speakers, started.channels).map { PeerLine(speaker: $0, channel: $1) }
  }

  var name: String { specification.name }

  var isInstrumented: Bool { !lines.isEmpty }
  /// Whether it lives, or a child of its does.
  var maySpeak: Bool {
    !ended || lines.dropFirst().contains { !$0.isClosed } || outputs.contains { !$0.closed }
  }
  /// What becomes readable when there is news of it.
  var watched: [Int32] {
    (ended ? [] : [child.descriptor.raw]) + lines.compactMap { $0.isClosed ? nil : $0.channel.raw }
      + outputs.compactMap { $0.closed ? nil : $0.descriptor }
  }

  /// Whether it has printed what its lab waits for.
  var showedWantedOutput: Bool { outputs.isEmpty || outputs.contains(where: \.showedWanted) }
  /// What it said last, for a message about its end.
  var lastWords: String {
    outputs.reversed().map(\.lastLine).first { !$0.isEmpty }.map { ", and said '\($0.prefix(200))'" } ?? ""
  }

  /// What it has printed, for the record; nil for our peer.
  var printed: ProcessRecord.Output? {
    guard outputs.count == 2 else { return nil }
    return ProcessRecord.Output(
      standardOutput: String(decoding: outputs[0].head, as: UTF8.self),
      standardError: String(decoding: outputs[1].head, as: UTF8.self),
      isCut: outputs.contains { $0.isCut })
  }

  /// Why not all that it printed is in the run directory; nil when it is.
  var unkept: String? {
    outputs.lazy.compactMap(\.refusal).first.map { "what \(name) prints is not kept: \($0)" }
  }

  func absorbOutput() throws(WorldError) {
    try asWorldError { () throws(SystemCallError) in for output in outputs { try output.absorb() } }
  }

  /// Asks the kernel for a change of state; an end is seen once.
  func poll() throws(WorldError) -> ProcessChange? {
    guard !ended else { return nil }
    let change = try asWorldError { () throws(SystemCallError) in try child.poll() }
    guard let change else { return nil }
    switch change {
    case .exited, .killed: (ended, isStopped) = (true, false)
    case .stopped: isStopped = true
    case .continued: isStopped = false
    }
    changes.append(change)
    return change
  }

  /// The events that have come, each with the name of who sent it.
  func takeEvents() throws(WorldError) -> [(speaker: String, event: PeerEvent)] {
    var events: [(speaker: String, event: PeerEvent)] = []
    for index in lines.indices {
      for event in try lines[index].takeEvents() { events.append((lines[index].speaker, event)) }
    }
    return events
  }

  /// Whether this is its name, or that of the process that it forks.
  func speaks(as name: String) -> Bool { name == self.name || name == specification.childName }

  /// Lets a peer that waits go on: itself, or its child.
  func sendContinue(to name: String) throws(WorldError) {
    guard let line = lines.first(where: { $0.speaker == name }) else {
      throw WorldError("'continue' needs a process made with 'socket:'")
    }
    try asWorldError { () throws(SystemCallError) in try line.channel.writeAll([1]) }
  }
}
