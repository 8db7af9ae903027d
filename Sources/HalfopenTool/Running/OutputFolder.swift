import ArgumentParser
import FoundationEssentials
import LabFile
import LabModel
import LinuxHost

/// Where runs are kept.
enum OutputFolder {
  static let defaultRoot = LabFiles.runsFolder

  /// The folder of this command's runs, absolute; it is made, and shown to be writable, before anything runs.
  static func make(_ wanted: String?) throws -> String {
    let path = wanted ?? "\(defaultRoot)/\(stamp())"
    let absolute = absolutePath(path)
    do {
      try makeFolders(absolute)
      guard FileManager.default.isWritableFile(atPath: absolute) else {
        throw ValidationError("cannot write to the output folder '\(path)': name another with --output")
      }
    } catch let error as SystemCallError {
      throw ValidationError(
        "cannot make the output folder '\(path)': name another with --output (\(error.cause))")
    }
    return absolute
  }

  /// `<root>/crash/process-crash-idle[/variant][/17]`
  static func directory(of lab: Lab, in root: String, round: Int?) -> String {
    var path = "\(root)/\(lab.name)"
    if let variant = lab.variant { path += "/\(variant)" }
    if let round { path += "/\(round)" }
    return path
  }

  /// `20261121-013059-4711`: sorts by time, and two commands never share it.
  private static func stamp() -> String {
    let parts = Calendar(identifier: .gregorian).dateComponents(
      in: .gmt, from: Date(timeIntervalSince1970: Double(Clock.realtimeNs()) / 1e9))
    func two(_ number: Int?) -> String { (number ?? 0) < 10 ? "0\(number ?? 0)" : "\(number ?? 0)" }
    let day = "\(parts.year ?? 0)\(two(parts.month))\(two(parts.day))"
    return
      "\(day)-\(two(parts.hour))\(two(parts.minute))\(two(parts.second))-\(ProcessInfo.processInfo.processIdentifier)"
  }
}

/// What keeps this machine from running any lab at all, with what to do.
struct MachineError: Error, CustomStringConvertible {
  /// That of a run that is inconclusive.
  static let exitStatus: Int32 = 2

  let description: String

  init(_ description: String) { self.description = description }
}

/// The files that come with this program.
enum OwnFiles {
  /// The instrumented peer, beside this program.
  static func peer() throws -> String {
    let own = try Executable.own()
    let path = own.prefix(through: own.lastIndex(of: "/") ?? own.startIndex) + "halfopen-peer"
    guard FileManager.default.isExecutableFile(atPath: String(path)) else {
      throw MachineError("the program halfopen-peer is not beside \(own): build both with 'make build'")
    }
    return String(path)
  }
}
