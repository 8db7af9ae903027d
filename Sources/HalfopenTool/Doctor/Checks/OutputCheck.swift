import FoundationEssentials
import LinuxHost

/// There is a place for the records of runs.
struct OutputCheck: MachineCheck {
  static let name = "output"
  static let neededFor = "every lab without --output"

  static func examine(_ machine: inout ExaminedMachine) -> CheckResult {
    let files = FileManager.default
    let root = OutputFolder.defaultRoot
    let existed = files.fileExists(atPath: root)
    let trial = "\(root)/.doctor-\(UInt32.random(in: 0 ... .max))"
    do {
      try files.createDirectory(atPath: trial, withIntermediateDirectories: true)
      try files.removeItem(atPath: trial)
      if !existed { removeEmptyFolder(root) }
      return .good("runs go to \(files.currentDirectoryPath)/\(root)")
    } catch {
      return .missing(
        what: "the folder \(files.currentDirectoryPath)/\(root) cannot be written", why: "\(error)",
        remedy: "run halfopen in a folder of yours, or name one with '--output'")
    }
  }
}
