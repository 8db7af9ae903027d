import ArgumentParser
import LinuxHost

/// What the programs of labs may use of this machine, because whoever runs the labs says so; no lab file can.
struct ProgramGrants: Sendable {
  /// Folders that they may write to, absolute and without links.
  var writable: [String] = []
  /// Variables that they get of our environment.
  var environment: [String] = []
}

/// The options that grant it.
struct GrantArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A folder that the labs' programs may write to, besides their own; may be given again.",
      valueName: "folder"))
  var writable: [String] = []

  @Option(
    name: .customLong("environment"),
    help: ArgumentHelp(
      "A variable of this command's environment that the labs' programs get, too; may be given again.",
      valueName: "name"))
  var environment: [String] = []

  var grants: ProgramGrants {
    ProgramGrants(writable: writable.compactMap(resolvedPath), environment: environment)
  }

  func validate() throws {
    for folder in writable {
      guard let path = resolvedPath(folder) else {
        throw ValidationError("--writable \(folder) is not there: name a folder")
      }
      guard path != "/" else {
        throw ValidationError("--writable \(folder) is the whole machine: name a folder in it")
      }
    }
    for name in environment where Environment.value(name) == nil {
      throw ValidationError("--environment \(name) is not set: set the variable, or leave the option out")
    }
  }
}
