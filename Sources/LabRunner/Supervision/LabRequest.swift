internal import LabModel

/// What the parent asks a supervisor for.
package struct LabRequest: Sendable, Hashable {
  /// The lab file as people named it, for messages.
  package var file: String
  package var labName: String
  package var variant: String?
  /// The run directory: absolute, and it exists.
  package var directory: String
  /// The lab file's own folder, absolute.
  var fileFolder: String { LabProcess.folder(ofLabFile: file) }
  /// Where the programs of a lab run, on whichever host.
  var workingFolder: String { directory + "/files" }
  package var seed: UInt64
  package var peerPath: String
  /// Which of the machine's processors the lab has, counted round.
  package var processor: Int
  /// Whether the hosts stay when the record is written, until the parent lets go.
  package var holds = false
  /// Folders that the lab's programs may write to, besides their own.
  package var writableFolders: [String] = []
  /// Variables of our environment that the lab's programs get, besides the common ones.
  package var variables: [String] = []
  /// Process → its peer's instructions; filled in by the supervisor.
  package var instructions: [String: [String]] = [:]

  package init(
    file: String, labName: String, variant: String?, directory: String, seed: UInt64, peerPath: String,
    processor: Int = 0
  ) {
    self.file = file
    self.labName = labName
    self.variant = variant
    self.directory = directory
    self.seed = seed
    self.peerPath = peerPath
    self.processor = processor
  }

  /// The words behind `halfopen supervise`.
  ///
  /// By place: reading options would cost each lab 2.5 ms.
  var arguments: [String] {
    [
      file, labName, variant ?? "", directory, String(seed), peerPath, String(processor),
      holds ? "hold" : "", String(writableFolders.count),
    ] + writableFolders + variables
  }

  /// nil for what no `halfopen run` says.
  init?(arguments: [String]) {
    guard arguments.count >= 9, let folders = Int(arguments[8]), let seed = UInt64(arguments[4]),
      let processor = Int(arguments[6]), (0...arguments.count - 9).contains(folders)
    else {
      return nil
    }
    self.init(
      file: arguments[0], labName: arguments[1], variant: arguments[2].isEmpty ? nil : arguments[2],
      directory: arguments[3], seed: seed, peerPath: arguments[5], processor: processor)
    holds = arguments[7] == "hold"
    writableFolders = Array(arguments.dropFirst(9).prefix(folders))
    variables = Array(arguments.dropFirst(9 + folders))
  }
}
