import Evidence
import FoundationEssentials
import LabFile
import LabModel
import LinuxHost

extension StoredRuns {
  /// Removes the runs that an earlier command left where these sessions belong: other rounds of their labs, variants
  /// that there are no more. `report` and `check` would take them for runs of today.
  ///
  /// Those of variants that are not run now (`--filter`, `--shard`) stay.
  static func removeStale(before sessions: [LabSession], in root: String) throws {
    let planned = Set(sessions.map(\.directory))
    let own = Set(sessions.map { OutputFolder.directory(of: $0.lab, in: root, round: nil) })
    var seen: Set<String> = []
    for session in sessions where seen.insert(session.lab.name).inserted {
      let others = session.document.labs.map { OutputFolder.directory(of: $0, in: root, round: nil) }
        .filter { !own.contains($0) }
      for directory in try runs(below: "\(root)/\(session.lab.name)", depth: 0)
      where !planned.contains(directory) && !others.contains(where: { "\(directory)/".hasPrefix("\($0)/") }) {
        try empty(directory)
      }
    }
  }

  /// Removes what a run writes, and nothing else, from a folder that people may have named; of a run before this one
  /// also what its programs wrote, which programs of this one would find.
  static func empty(_ directory: String) throws {
    let names = try directoryEntries(directory)
    if names.contains(Self.labName), names.contains(Self.programFolder) {
      // Does not follow links.
      try FileManager.default.removeItem(atPath: "\(directory)/\(Self.programFolder)")
    }
    for name in names where isWrittenByRuns(name) { try removeFile("\(directory)/\(name)") }
  }

  private static let labName = "lab.yaml"
  private static let programFolder = "files"

  private static func isWrittenByRuns(_ name: String) -> Bool {
    [RunDirectory.recordName, "\(RunDirectory.recordName).new", labName, "hosts"].contains(name)
      || [".pcapng", ".stdout", ".stderr"].contains { name.hasSuffix($0) }
  }

  /// The folders with a record, a lab's own, its variants' and their rounds'; no link is followed, for programs of labs
  /// may have made it.
  private static func runs(below path: String, depth: Int) throws(SystemCallError) -> [String] {
    guard isFolder(path) else { return [] }
    var found = fileExists("\(path)/\(RunDirectory.recordName)") ? [path] : []
    guard depth < 2 else { return found }
    for name in try directoryEntries(path) { found += try runs(below: "\(path)/\(name)", depth: depth + 1) }
    return found
  }

  private static func isFolder(_ path: String) -> Bool {
    (try? FileManager.default.attributesOfItem(atPath: path))?[.type] as? FileAttributeType == .typeDirectory
  }
}
